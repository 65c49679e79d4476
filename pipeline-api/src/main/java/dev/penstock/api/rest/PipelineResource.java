package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.ApiConfig;
import dev.penstock.api.access.Access;
import dev.penstock.api.access.Role;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.pipelines.Precondition;
import dev.penstock.api.runs.RunRequest;
import dev.penstock.api.runs.RunView;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.Submissions;
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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
  private final Submissions submissions;
  private final RunRequests requests;

  public PipelineResource(
      Pipelines pipelines, Runs runs, Submissions submissions, ApiConfig config) {
    this.pipelines = pipelines;
    this.runs = runs;
    this.submissions = submissions;
    this.requests = new RunRequests(config.push().maxBytes());
  }

  @GET
  @Operation(
      summary = "List the current versions of pipelines, by name",
      description =
          "All of them, or those whose names contain q; page by page with limit and after.")
  public Page<PipelineVersion> list(
      @QueryParam("q") @Nullable String q,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      @Context UriInfo uri) {
    Parameters.known(uri.getQueryParameters().keySet(), List.of("q", "limit", "after"));
    int most = Parameters.limit(limit, Pipelines.MAX_LISTED, Pipelines.MAX_LISTED);
    List<PipelineVersion> found =
        pipelines.list(
            Cursor.name(Parameters.text(after)),
            Parameters.text(q).orElse(""),
            most + 1,
            Access.current().scope()::allows);
    boolean more = found.size() > most;
    List<PipelineVersion> shown = more ? found.subList(0, most) : found;
    return new Page<>(shown, more ? Cursor.ofName(shown.getLast().name()) : null);
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
  @APIResponse(
      responseCode = "412",
      description = "The pipeline is not as If-Match or If-None-Match say")
  public Response put(
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      InputStream body) {
    Precondition condition = Tags.condition(ifMatch, ifNoneMatch);
    Pipelines.Put put = pipelines.put(name, Bodies.text(body), condition);
    Response.ResponseBuilder answer =
        put.created() ? Response.created(URI.create("/api/v1/pipelines/" + name)) : Response.ok();
    return answer.entity(put.version()).tag(put.version().tag()).build();
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
  @APIResponse(responseCode = "304", description = "It is still as If-None-Match says")
  public Response get(
      @PathParam("name") String name,
      @QueryParam("version") @Nullable String version,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    PipelineVersion found =
        Parameters.number("version", version, 1, Integer.MAX_VALUE)
            .map(number -> pipelines.version(name, number.intValue()))
            .orElseGet(() -> pipelines.current(name));
    return Tags.among(ifNoneMatch, found.tag())
        ? Response.notModified().tag(found.tag()).build()
        : Response.ok(found).tag(found.tag()).build();
  }

  @DELETE
  @Path("/{name}")
  @Operation(
      summary = "Delete a pipeline",
      description =
          "Its runs and versions stay readable. Refused while a run is not over. A later PUT brings"
              + " the pipeline back with the next version.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "412", description = "The pipeline is not as If-Match says")
  public void delete(
      @PathParam("name") String name, @HeaderParam("If-Match") @Nullable String ifMatch) {
    pipelines.delete(name, Tags.condition(ifMatch, null));
  }

  @GET
  @Path("/{name}/state")
  @Operation(
      summary = "Read what the pipeline's streams noted at the last published run",
      description =
          "Cursors, offsets, files that are known, and the columns. A run in mode full starts"
              + " without.")
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
              + " do. A run from bronze reads the raw copies instead of the sources. Each field may"
              + " stand in the query instead: parameter.NAME, set.PATH, streams with commas.")
  @Parameter(name = "mode", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "from", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "until", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "dry_run", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "environment",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "streams", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER))
  @Parameter(name = "priority", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER))
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = {
                @ExampleObject(name = "full", value = "{\"mode\": \"full\"}"),
                @ExampleObject(name = "try", value = "{\"dry_run\": true}"),
                @ExampleObject(name = "rebuild", value = "{\"from\": \"bronze\"}"),
                @ExampleObject(
                    name = "parameters",
                    value =
                        "{\"environment\": \"prod\", \"parameters\": {\"from\": \"2020-01-01\"}}"),
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
              + " others wait; or a stream keeps no bronze to read from")
  @APIResponse(
      responseCode = "422",
      description =
          "A parameter, environment, stream or other value does not fit the pipeline; all mistakes"
              + " are listed. 400 where fields themselves are wrong")
  @APIResponse(responseCode = "413", description = "More records than a request may bring")
  @APIResponse(
      responseCode = "429",
      description =
          "Too many runs of the pipeline wait already; Retry-After says when to ask again")
  public Response start(
      @PathParam("name") String name,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @HeaderParam("Content-Type") @Nullable String contentType,
      @Context UriInfo address,
      InputStream body) {
    ObjectNode words = RunQuery.read(address.getQueryParameters());
    RunRequest request = requests.read(Optional.ofNullable(contentType), words, body);
    if (!request.wish().overrides().isEmpty()) {
      Access.require(Role.ADMIN, "set", "Another value in the definition");
    }
    RunView run = submissions.submit(name, request, Optional.ofNullable(key));
    return Response.accepted(run).location(URI.create("/api/v1/runs/" + run.id())).build();
  }
}
