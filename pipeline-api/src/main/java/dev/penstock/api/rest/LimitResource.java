package dev.penstock.api.rest;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.PlacesView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Places. */
@Path("/api/v1/limits")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class LimitResource {
  private final Dispatcher dispatcher;

  public LimitResource(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @GET
  @Operation(summary = "Read how many places are in use and in all, which runs wait, and why")
  public PlacesView get() {
    return dispatcher.usage();
  }
}
