package dev.penstock.api.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Says where things are; {@code /} leads programs here. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class RootResource {
  @GET
  @Operation(summary = "Where things are")
  public Index index() {
    return new Index(
        "penstock", "/api/v1/pipelines", "/api/v1/runs", "/api/v1/events", "/q/openapi");
  }

  /** Addresses of the API. */
  public record Index(String name, String pipelines, String runs, String events, String openapi) {}
}
