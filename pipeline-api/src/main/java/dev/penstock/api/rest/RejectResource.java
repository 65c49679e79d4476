package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.api.rejects.RejectChanged;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectPage;
import dev.penstock.api.rejects.RejectTotals;
import dev.penstock.api.runs.RunRejects;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rejects of a run. */
@Path("/api/v1/runs/{id}/rejects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "rejects")
public class RejectResource {
  private final RunRejects rejects;
  private final ObjectMapper json;

  public RejectResource(RunRejects rejects, ObjectMapper json) {
    this.rejects = rejects;
    this.json = json;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, RejectFormat.JSON_LINES_TYPE, RejectFormat.CSV_TYPE})
  @Operation(
      summary = "Read the kept rejects of a run: page by page, or all at once as a download",
      description =
          "Pass next as after to read on. JSON Lines and CSV hold everything that the filter means;"
              + " after and limit do not count there.")
  @Parameter(name = "stream", in = ParameterIn.QUERY, description = "Name of the stream")
  @Parameter(name = "stage", in = ParameterIn.QUERY, description = "extract, transform or load")
  @Parameter(name = "step", in = ParameterIn.QUERY, description = "Path of the step")
  @Parameter(name = "rule", in = ParameterIn.QUERY, description = "The broken rule")
  @Parameter(name = "error_class", in = ParameterIn.QUERY, description = "Kind of the mistake")
  @Parameter(name = "status", in = ParameterIn.QUERY, description = "One, or several with commas")
  @Parameter(name = "output", in = ParameterIn.QUERY, description = "The output that lacks it")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "A part of the message, the original or the place, in any case")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "Where the page starts")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page, 1 to 1000")
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description = "json, jsonl or csv; else the header Accept decides")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = RejectPage.class),
            examples = @ExampleObject(name = "page", value = Examples.REJECTS)),
        @Content(
            mediaType = RejectFormat.JSON_LINES_TYPE,
            schema = @Schema(implementation = String.class)),
        @Content(mediaType = RejectFormat.CSV_TYPE, schema = @Schema(implementation = String.class))
      })
  @APIResponse(responseCode = "400", description = "A parameter is wrong")
  public Response list(
      @PathParam("id") String id, @Context UriInfo uri, @Context HttpHeaders headers) {
    RejectFilter filter = RejectFilters.query(uri.getQueryParameters());
    RejectFormat format =
        RejectFormat.of(
            uri.getQueryParameters().getFirst("format"), headers.getAcceptableMediaTypes());
    // Reads the first page of a download twice, so that what is wrong is an answer of its own.
    RejectPage page = rejects.list(id, filter);
    RejectDownload download = new RejectDownload(filter, part -> rejects.list(id, part), json);
    return switch (format) {
      case JSON -> Response.ok(page, MediaType.APPLICATION_JSON).build();
      case JSONL -> file(id, format, download::jsonLines);
      case CSV -> file(id, format, download::csv);
    };
  }

  @GET
  @Path("/summary")
  @Operation(
      summary = "Count the rejects of a run by rule, error class, stage, step and status",
      description = "Counts all rejects, also those that are not kept; the status those kept.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RejectTotals.class),
              examples = @ExampleObject(name = "summary", value = Examples.REJECT_TOTALS)))
  public RejectTotals summary(@PathParam("id") String id) {
    return rejects.totals(id);
  }

  @POST
  @Path("/dismiss")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Set rejects aside, with a reason",
      description =
          "Those that are open or failed again; others stay as they are. Sent again, it changes"
              + " nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = {
                @ExampleObject(name = "filter", value = Examples.DISMISS),
                @ExampleObject(name = "ids", value = Examples.DISMISS_IDS)
              }))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RejectChanged.class),
              examples = @ExampleObject(name = "changed", value = Examples.REJECTS_CHANGED)))
  @APIResponse(responseCode = "400", description = "The filter is wrong, or the reason is missing")
  public RejectChanged dismiss(@PathParam("id") String id, InputStream body) {
    RejectDecision decision = RejectDecision.read(Bodies.object(Bodies.text(body)));
    return rejects.dismiss(id, decision.filter(), decision.needed());
  }

  @POST
  @Path("/reopen")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Take dismissed rejects back",
      description = "They are open again, or failed_again where a replay had failed before.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = @ExampleObject(name = "ids", value = "{\"ids\": [1, 2]}")))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RejectChanged.class),
              examples = @ExampleObject(name = "changed", value = Examples.REJECTS_CHANGED)))
  public RejectChanged reopen(@PathParam("id") String id, InputStream body) {
    RejectDecision decision = RejectDecision.read(Bodies.object(Bodies.text(body)));
    return rejects.reopen(id, decision.filter(), decision.reason().orElse(null));
  }

  private static Response file(String run, RejectFormat format, StreamingOutput output) {
    return Response.ok(output, format.type() + ";charset=UTF-8")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"rejects-" + run + "." + format.extension() + "\"")
        .build();
  }
}
