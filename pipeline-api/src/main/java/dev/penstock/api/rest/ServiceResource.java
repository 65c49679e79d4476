package dev.penstock.api.rest;

import dev.penstock.api.services.Services;
import dev.penstock.api.services.ServicesView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The services. */
@Path("/api/v1/services")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "services")
public class ServiceResource {
  private final Services services;

  public ServiceResource(Services services) {
    this.services = services;
  }

  @GET
  @Operation(
      summary = "Read which services are there and whether they keep up",
      description =
          "By what the broker knows of their consumer groups; an answer stands for five seconds."
              + " Where the broker is away the services are unknown, and the answer is still a"
              + " 200.")
  public ServicesView get() {
    return services.view();
  }
}
