package dev.penstock.api.rest;

import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunFilter.By;
import dev.penstock.api.runs.RunFilter.Sort;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.RunState;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the query of a list of runs; everything that is wrong is refused by name. */
final class RunFilters {
  private static final int USUAL_RUNS = 50;
  private static final List<String> KNOWN =
      List.of(
          "pipeline",
          "state",
          "mode",
          "from",
          "trigger",
          "environment",
          "dry_run",
          "since",
          "until",
          "q",
          "sort",
          "limit",
          "after");

  private RunFilters() {}

  static RunFilter query(MultivaluedMap<String, String> query) {
    Parameters.known(query.keySet(), KNOWN);
    Sort sort = text(query, "sort").map(RunFilters::sort).orElse(Sort.NEWEST_FIRST);
    return new RunFilter(
        text(query, "pipeline"),
        text(query, "state").map(RunFilters::states).orElse(List.of()),
        Parameters.oneOf("mode", query.getFirst("mode"), RunMode.class),
        Parameters.oneOf("from", query.getFirst("from"), RunFrom.class),
        Parameters.oneOf("trigger", query.getFirst("trigger"), RunTrigger.Kind.class),
        text(query, "environment"),
        Parameters.truth("dry_run", query.getFirst("dry_run")),
        Parameters.time("since", query.getFirst("since")),
        Parameters.time("until", query.getFirst("until")),
        text(query, "q"),
        sort,
        text(query, "after").map(cursor -> Cursor.place(cursor, sort)),
        Parameters.limit(query.getFirst("limit"), USUAL_RUNS, RunFilter.MAX_LIMIT));
  }

  private static List<RunState> states(String given) {
    return Arrays.stream(given.split(",", -1))
        .map(String::strip)
        .map(
            word ->
                Parameters.word("query parameter state", word, Arrays.asList(RunState.values())))
        .toList();
  }

  private static Sort sort(String given) {
    boolean descending = given.startsWith("-");
    By by =
        Parameters.word(
            "query parameter sort",
            descending ? given.substring(1) : given,
            Arrays.asList(By.values()));
    return new Sort(by, descending);
  }

  private static Optional<String> text(MultivaluedMap<String, String> query, String name) {
    return Parameters.text(query.getFirst(name));
  }
}
