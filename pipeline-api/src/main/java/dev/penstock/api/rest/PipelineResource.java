package dev.penstock.api.rest;

import dev.penstock.api.ApiConfig;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.runs.RunRequest;
import dev.penstock.api.runs.RunView;
import dev.penstock.api.runs.Runs;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pipelines and the start of their runs. */
@Path("/api/v1/pipelines")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "pipelines")
public class PipelineResource {
  private final Pipelines pipelines;
  private final Runs runs;
  private final RunRequests requests;

  public PipelineResource(Pipelines pipelines, Runs runs, ApiConfig config) {
    this.pipelines = pipelines;
    this.runs = runs;
    this.requests = new RunRequests(config.push().maxBytes());
  }

  @GET
  @Operation(summary = "List the current versions of all pipelines")
  public Items<PipelineVersion> list() {
    return new Items<>(pipelines.all());
  }

  @PUT
  @Path("/{name}")
  @Consumes({
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    MediaType.TEXT_PLAIN,
    MediaType.APPLICATION_JSON
  })
  @Operation(
      summary = "Create or change a pipeline",
      description =
          "Validates the definition whole. Each change is a new version; the same text makes none.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/yaml",
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "orders", value = Examples.DEFINITION)))
  @APIResponse(responseCode = "201", description = "The pipeline is new")
  @APIResponse(
      responseCode = "200",
      description = "The pipeline has a new version, or the same text again",
      content =
          @Content(
              schema = @Schema(implementation = PipelineVersion.class),
              examples = @ExampleObject(name = "orders", value = Examples.PIPELINE)))
  @APIResponse(
      responseCode = "422",
      description = "The definition is not valid; all mistakes are listed",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class),
              examples = @ExampleObject(name = "unknown step", value = Examples.PROBLEM)))
  public Response put(@PathParam("name") String name, InputStream body) {
    Pipelines.Put put = pipelines.put(name, Bodies.text(body));
    Response.ResponseBuilder answer =
        put.created() ? Response.created(URI.create("/api/v1/pipelines/" + name)) : Response.ok();
    return answer.entity(put.version()).build();
  }

  @GET
  @Path("/{name}")
  @Operation(summary = "Read a pipeline: its current version, or another")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = PipelineVersion.class),
              examples = @ExampleObject(name = "orders", value = Examples.PIPELINE)))
  public PipelineVersion get(
      @PathParam("name") String name, @QueryParam("version") @Nullable String version) {
    return Parameters.number("version", version, 1, Integer.MAX_VALUE)
        .map(number -> pipelines.version(name, number.intValue()))
        .orElseGet(() -> pipelines.current(name));
  }

  @DELETE
  @Path("/{name}")
  @Operation(
      summary = "Delete a pipeline",
      description =
          "Its runs and versions stay readable. Refused while a run is not over. A later PUT brings"
              + " the pipeline back with the next version.")
  @APIResponse(responseCode = "204", description = "Deleted")
  public void delete(@PathParam("name") String name) {
    pipelines.delete(name);
  }

  @GET
  @Path("/{name}/state")
  @Operation(
      summary = "Read what the pipeline's streams noted at the last published run",
      description =
          "Cursors, offsets, files that are known, and the columns. A run in mode full starts without.")
  public Items<StateView> state(@PathParam("name") String name) {
    return new Items<>(runs.states(name).stream().map(StateView::of).toList());
  }

  @POST
  @Path("/{name}/runs")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Start a run",
      description =
          "The run is kept whatever happens from now on. While another run of the pipeline is not"
              + " over, it waits. The same Idempotency-Key gives the same run. Records for a stream"
              + " of the format push come as a JSON array, JSON Lines (application/x-ndjson) or CSV"
              + " (text/csv); what else there is to say are then query parameters. A run with"
              + " dry_run does everything and takes it back: its answer says what a real run would"
              + " do. A run from bronze reads the raw copies instead of the sources.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = {
                @ExampleObject(name = "full", value = "{\"mode\": \"full\"}"),
                @ExampleObject(name = "try", value = "{\"dry_run\": true}"),
                @ExampleObject(name = "rebuild", value = "{\"from\": \"bronze\"}"),
                @ExampleObject(name = "records", value = "[{\"id\": 1}, {\"id\": 2}]")
              }))
  @APIResponse(
      responseCode = "202",
      description = "Accepted; Location names the run",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "accepted", value = Examples.RUN)))
  @APIResponse(
      responseCode = "409",
      description =
          "The key was used for another request; or a run is not over and the pipeline does not let"
              + " others wait; or a stream keeps no bronze to read from",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  @APIResponse(
      responseCode = "413",
      description = "More records than a request may bring",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  @APIResponse(
      responseCode = "429",
      description =
          "Too many runs of the pipeline wait already; Retry-After says when to ask again",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  public Response start(
      @PathParam("name") String name,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @HeaderParam("Content-Type") @Nullable String contentType,
      @QueryParam("mode") @Nullable String mode,
      @QueryParam("from") @Nullable String from,
      @QueryParam("dry_run") @Nullable String dryRun,
      InputStream body) {
    RunRequest.Words words =
        new RunRequest.Words(Parameters.text(mode), Parameters.text(from), Parameters.text(dryRun));
    RunRequest request = requests.read(Optional.ofNullable(contentType), words, body);
    RunView run = runs.submit(name, request, Optional.ofNullable(key));
    return Response.accepted(run).location(URI.create("/api/v1/runs/" + run.id())).build();
  }
}
