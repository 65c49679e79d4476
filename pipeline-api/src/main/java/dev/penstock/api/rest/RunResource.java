package dev.penstock.api.rest;

import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunSummary;
import dev.penstock.api.runs.RunView;
import dev.penstock.api.runs.Runs;
import dev.penstock.messaging.RunState;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs. */
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class RunResource {
  private static final int USUAL_RUNS = 50;

  private final Runs runs;

  public RunResource(Runs runs) {
    this.runs = runs;
  }

  @GET
  @Operation(summary = "List runs, newest first")
  public Items<RunSummary> list(
      @QueryParam("pipeline") @Nullable String pipeline,
      @QueryParam("state") @Nullable String state,
      @QueryParam("dry_run") @Nullable String dryRun,
      @QueryParam("limit") @Nullable String limit) {
    return new Items<>(
        runs.list(
            new RunFilter(
                Parameters.text(pipeline),
                Parameters.oneOf("state", state, RunState.class),
                Parameters.truth("dry_run", dryRun),
                Parameters.limit(limit, USUAL_RUNS, RunFilter.MAX_LIMIT))));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "Read a run: state, stages, streams, splits, books, rejects, checks, tables")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "running", value = Examples.RUN)))
  @APIResponse(
      responseCode = "404",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  public RunView get(@PathParam("id") String id) {
    return runs.get(id);
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      summary = "Cancel a run",
      description =
          "Refused once the order to publish was given: the run then ends as what really happens.")
  @APIResponse(
      responseCode = "202",
      description = "Cancelled by this call",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "run", value = Examples.RUN)))
  @APIResponse(responseCode = "200", description = "It was cancelled already")
  @APIResponse(
      responseCode = "409",
      description = "The run is over, or is being published",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  public Response cancel(@PathParam("id") String id) {
    Runs.Cancelled cancelled = runs.cancel(id);
    return Response.status(cancelled.now() ? 202 : 200).entity(cancelled.run()).build();
  }
}
