package dev.penstock.api.rest;

import dev.penstock.api.audit.ActionPage;
import dev.penstock.api.audit.Actions;
import dev.penstock.api.runs.Runs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what to a run. */
@Path("/api/v1/runs/{id}/actions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "actions")
public class RunActionResource {
  private final Actions actions;
  private final Runs runs;

  public RunActionResource(Actions actions, Runs runs) {
    this.actions = actions;
    this.runs = runs;
  }

  @GET
  @Operation(summary = "Read who did what to a run, the newest first")
  @Parameter(name = "who", in = ParameterIn.QUERY, description = "The name that the client gave")
  @Parameter(name = "action", in = ParameterIn.QUERY, description = "For example run.cancel")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page, 1 to 500")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "What the page before said")
  public ActionPage ofRun(@PathParam("id") String id, @Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Parameters.known(query.keySet(), List.of("who", "action", "limit", "after"));
    runs.mustExist(id);
    return ActionResource.list(actions, Optional.of("runs/" + id), query);
  }
}
