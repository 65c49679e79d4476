package dev.penstock.api.rest;

import dev.penstock.api.hooks.RunHooks;
import dev.penstock.api.hooks.RunHooks.HookView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is told of a run. */
@Path("/api/v1/runs/{id}/hooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "hooks")
public class HookResource {
  private final RunHooks hooks;

  public HookResource(RunHooks hooks) {
    this.hooks = hooks;
  }

  @GET
  @Operation(
      summary = "Read who is told of a run, and how far that is",
      description = "In the order of the moments; kept for 30 days.")
  @APIResponse(responseCode = "200")
  @APIResponse(responseCode = "404", description = "There is no such run")
  public Items<HookView> hooks(@PathParam("id") String id) {
    return new Items<>(hooks.of(id));
  }
}
