package dev.penstock.api.rest;

import dev.penstock.api.logs.LogFilter;
import dev.penstock.api.logs.LogLevel;
import dev.penstock.api.logs.LogPage;
import dev.penstock.api.logs.LogView;
import dev.penstock.api.logs.RunLogs;
import dev.penstock.api.runs.Runs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the services logged of a run. */
@Path("/api/v1/runs/{id}/logs")
@Tag(name = "runs")
public class LogResource {
  private static final int USUAL_LINES = 200;
  private static final List<String> KNOWN = List.of("level", "service", "q", "limit", "after");

  private final Runs runs;
  private final RunLogs logs;

  public LogResource(Runs runs, RunLogs logs) {
    this.runs = runs;
    this.logs = logs;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Read the log of a run, of all services, in the order in which the lines came",
      description = "The newest 5,000 lines are kept; dropped counts those that are missing.")
  @Parameter(name = "level", in = ParameterIn.QUERY, description = "The least: info, warn or error")
  @Parameter(
      name = "service",
      in = ParameterIn.QUERY,
      description = "api, extractor, transformer or loader")
  @Parameter(name = "q", in = ParameterIn.QUERY, description = "A part of the message")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page, 1 to 1000")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "What the page before said")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = LogPage.class)),
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class))
      })
  @APIResponse(responseCode = "404", description = "There is no such run")
  public LogPage json(@PathParam("id") String id, @Context UriInfo uri) {
    LogFilter filter = filter(uri);
    runs.mustExist(id);
    return logs.list(id, filter);
  }

  @GET
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(hidden = true)
  public String text(@PathParam("id") String id, @Context UriInfo uri) {
    return json(id, uri).items().stream()
        .map(LogView::text)
        .map(line -> line.replace('\n', ' ').replace('\r', ' '))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static LogFilter filter(UriInfo uri) {
    Parameters.known(uri.getQueryParameters().keySet(), KNOWN);
    return new LogFilter(
        Parameters.oneOf("level", first(uri, "level").orElse(null), LogLevel.class)
            .orElse(LogLevel.INFO),
        Parameters.oneOf("service", first(uri, "service").orElse(null), Service.class)
            .map(service -> service.name().toLowerCase(Locale.ROOT)),
        first(uri, "q"),
        Parameters.number("after", first(uri, "after").orElse(null), 0, Long.MAX_VALUE).orElse(0L),
        Parameters.limit(first(uri, "limit").orElse(null), USUAL_LINES, LogFilter.MAX_LIMIT));
  }

  private static Optional<String> first(UriInfo uri, String name) {
    return Parameters.text(uri.getQueryParameters().getFirst(name));
  }

  private enum Service {
    API,
    EXTRACTOR,
    TRANSFORMER,
    LOADER
  }
}
