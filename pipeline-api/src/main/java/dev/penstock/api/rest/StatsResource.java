package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.access.Access;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.stats.PipelinePoint;
import dev.penstock.api.stats.Statistics;
import dev.penstock.api.stats.Stats;
import dev.penstock.api.stats.Stats.StatsQuery;
import dev.penstock.error.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs in numbers. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "stats")
public class StatsResource {
  private static final int USUAL_PIPELINES = 50;
  private static final int MOST_PIPELINES = 200;
  private static final int USUAL_RUNS = 20;
  private static final int MOST_RUNS_OF_EACH = 30;

  private final Stats stats;

  public StatsResource(Stats stats) {
    this.stats = stats;
  }

  @GET
  @Path("/stats")
  @Operation(
      summary = "Count runs over time, and tell what goes on, what is slow and what fails",
      description =
          "A run counts in the step in which it ended; dry runs do not count. The last 7 days if"
              + " since is not given, at most 400 days and 500 steps. Days and longer steps are those"
              + " of timezone, UTC if not given.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Statistics.class)))
  @APIResponse(responseCode = "400", description = "A parameter is wrong")
  @APIResponse(responseCode = "404", description = "There never was such a pipeline")
  public Statistics stats(
      @QueryParam("since") @Nullable String since,
      @QueryParam("until") @Nullable String until,
      @QueryParam("step") @Nullable String step,
      @QueryParam("timezone") @Nullable String timezone,
      @QueryParam("pipeline") @Nullable String pipeline,
      @Context UriInfo uri) {
    Parameters.known(
        uri.getQueryParameters().keySet(),
        List.of("since", "until", "step", "timezone", "pipeline"));
    return stats.of(
        new StatsQuery(
            Parameters.time("since", since),
            Parameters.time("until", until),
            Parameters.text(step),
            Parameters.text(timezone).map(StatsResource::zone).orElse(ZoneOffset.UTC),
            Parameters.text(pipeline)));
  }

  @GET
  @Path("/stats/pipelines")
  @Operation(
      summary = "List pipelines by name, each with its latest runs in numbers",
      description = "All of them, or those whose names contain q; page by page.")
  public Page<PipelinePoint> pipelines(
      @QueryParam("q") @Nullable String q,
      @QueryParam("runs") @Nullable String runs,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      @Context UriInfo uri) {
    Parameters.known(uri.getQueryParameters().keySet(), List.of("q", "runs", "limit", "after"));
    int most = Parameters.limit(limit, USUAL_PIPELINES, MOST_PIPELINES);
    int each =
        Parameters.number("runs", runs, 1, MOST_RUNS_OF_EACH)
            .map(Long::intValue)
            .orElse(USUAL_RUNS);
    List<PipelinePoint> found =
        stats.pipelines(
            Cursor.name(Parameters.text(after)), Parameters.text(q).orElse(""), most + 1, each);
    boolean more = found.size() > most;
    List<PipelinePoint> shown = more ? found.subList(0, most) : found;
    return new Page<>(
        shown.stream().filter(one -> Access.current().scope().allows(one.name())).toList(),
        more ? Cursor.ofName(shown.getLast().name()) : null);
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "bad-parameter",
              "query parameter timezone",
              "`" + Parameters.shown(name) + "` is not the name of a time zone.",
              "Write for example `UTC` or `Europe/Berlin`."));
    }
  }
}
