package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.runs.Retries;
import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunSummary;
import dev.penstock.api.runs.RunView;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.Steering;
import dev.penstock.api.runs.Submissions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs. */
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class RunResource {
  private final Runs runs;
  private final Submissions submissions;
  private final Steering steering;
  private final Retries retries;

  public RunResource(Runs runs, Submissions submissions, Steering steering, Retries retries) {
    this.runs = runs;
    this.submissions = submissions;
    this.steering = steering;
    this.retries = retries;
  }

  @GET
  @Operation(
      summary = "List runs, newest first unless sort says otherwise",
      description = "Page by page: pass next as after. Runs that begin meanwhile move no page.")
  @Parameter(name = "pipeline", in = ParameterIn.QUERY, description = "Its name")
  @Parameter(name = "state", in = ParameterIn.QUERY, description = "One, or several with commas")
  @Parameter(name = "mode", in = ParameterIn.QUERY, description = "incremental, full or replay")
  @Parameter(name = "from", in = ParameterIn.QUERY, description = "source, bronze or silver")
  @Parameter(name = "trigger", in = ParameterIn.QUERY, description = "For example schedule")
  @Parameter(name = "environment", in = ParameterIn.QUERY, description = "Its name")
  @Parameter(name = "dry_run", in = ParameterIn.QUERY, description = "true or false")
  @Parameter(name = "since", in = ParameterIn.QUERY, description = "Created at or after this time")
  @Parameter(name = "until", in = ParameterIn.QUERY, description = "Created before this time")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "A part of the pipeline's name, or the beginning of the id")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "created, -created, duration or -duration")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page, 1 to 500")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "What the page before said")
  public Page<RunSummary> list(@Context UriInfo uri) {
    RunFilter filter = RunFilters.query(uri.getQueryParameters());
    List<RunSummary> found = runs.list(filter.oneMore());
    boolean more = found.size() > filter.limit();
    List<RunSummary> shown = more ? found.subList(0, filter.limit()) : found;
    return new Page<>(shown, more ? Cursor.of(filter.sort(), shown.getLast()) : null);
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
  public RunView get(@PathParam("id") String id) {
    return runs.get(id);
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      summary = "Cancel a run",
      description =
          "Refused once the order to publish was given: the run then ends as what really happens. A"
              + " run that failed and can be tried again is given up; it stays FAILED.")
  @APIResponse(
      responseCode = "202",
      description = "Cancelled by this call",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "run", value = Examples.RUN)))
  @APIResponse(responseCode = "200", description = "It was cancelled already")
  @APIResponse(responseCode = "409", description = "The run is over, or is being published")
  public Response cancel(@PathParam("id") String id) {
    Runs.Cancelled cancelled = runs.cancel(id);
    return Response.status(cancelled.now() ? 202 : 200).entity(cancelled.run()).build();
  }

  @POST
  @Path("/{id}/rerun")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Start a run that is ordered like this one",
      description =
          "With the same parameters, environment, other values, streams and priority, on the"
              + " pipeline's current version or on the same one. The same Idempotency-Key gives the"
              + " same run.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = {
                @ExampleObject(name = "current version", value = "{}"),
                @ExampleObject(name = "same version", value = "{\"version\": \"same\"}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "Accepted; Location names the new run",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "run", value = Examples.RUN)))
  @APIResponse(
      responseCode = "409",
      description =
          "The run read records that came with its request, was a replay, or its order does not fit"
              + " the pipeline any more")
  public Response rerun(
      @PathParam("id") String id,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      InputStream body) {
    boolean same = RerunRequests.sameVersion(Bodies.object(Bodies.text(body)));
    RunView run = submissions.rerun(id, same, Optional.ofNullable(key));
    return Response.accepted(run).location(URI.create("/api/v1/runs/" + run.id())).build();
  }

  @POST
  @Path("/{id}/pause")
  @Operation(
      summary = "Hold a run",
      description =
          "Nothing more is read; what is read already goes on until it is staged. The run keeps its"
              + " turn in its pipeline and gives back its places.")
  @APIResponse(
      responseCode = "202",
      description = "Held by this call",
      content = @Content(schema = @Schema(implementation = RunView.class)))
  @APIResponse(responseCode = "200", description = "It was held already")
  @APIResponse(responseCode = "409", description = "The run is over, or everything of it is staged")
  public Response pause(@PathParam("id") String id) {
    return answer(steering.pause(id));
  }

  @POST
  @Path("/{id}/resume")
  @Operation(
      summary = "Let a run that is held go on",
      description = "It waits in the queue until there is a place for it.")
  @APIResponse(
      responseCode = "202",
      description = "It goes on by this call",
      content = @Content(schema = @Schema(implementation = RunView.class)))
  @APIResponse(responseCode = "200", description = "It was not held")
  @APIResponse(responseCode = "409", description = "The run is over")
  public Response resume(@PathParam("id") String id) {
    return answer(steering.resume(id));
  }

  @POST
  @Path("/{id}/priority")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Change how soon a run gets places",
      description = "From -100 to 100; the higher, the sooner.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              examples = @ExampleObject(name = "urgent", value = "{\"priority\": 10}")))
  @APIResponse(
      responseCode = "202",
      description = "Changed by this call",
      content = @Content(schema = @Schema(implementation = RunView.class)))
  @APIResponse(responseCode = "200", description = "It had this priority already")
  @APIResponse(responseCode = "409", description = "The run is over")
  public Response priority(@PathParam("id") String id, InputStream body) {
    JsonNode given = Bodies.object(Bodies.text(body)).path("priority");
    if (!given.canConvertToInt() || !given.isIntegralNumber()) {
      throw Steering.badPriority();
    }
    return answer(steering.priority(id, given.intValue()));
  }

  private static Response answer(Steering.Steered steered) {
    return Response.status(steered.now() ? 202 : 200).entity(steered.run()).build();
  }

  @POST
  @Path("/{id}/retry")
  @Operation(
      summary = "Try a run that failed again",
      description =
          "In the same run, from the point of failure: what is loaded to its end is not read again."
              + " Refused where another run of the pipeline has begun since, or what the run had"
              + " staged is gone; `retryable` of the run says so.")
  @APIResponse(
      responseCode = "202",
      description = "It waits for its turn",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "run", value = Examples.RUN)))
  @APIResponse(
      responseCode = "409",
      description = "It did not fail, or cannot be tried again any more")
  public Response retry(@PathParam("id") String id) {
    retries.retry(id);
    return Response.status(202).entity(runs.get(id)).build();
  }
}
