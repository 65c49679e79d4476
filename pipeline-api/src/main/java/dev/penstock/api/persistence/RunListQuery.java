package dev.penstock.api.persistence;

import dev.penstock.api.access.Access;
import dev.penstock.api.access.Scope;
import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunFilter.By;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ids of a page of runs, as SQL: of those that whoever asks may see. */
record RunListQuery(String sql, Object[] parameters) {

  static RunListQuery of(RunFilter filter) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    List<Object> parameters = new ArrayList<>();
    filter.pipeline().ifPresent(name -> add("pipeline = ?", name, conditions, parameters));
    if (!filter.states().isEmpty()) {
      conditions.add(
          "state in (" + String.join(", ", filter.states().stream().map(s -> "?").toList()) + ")");
      filter.states().forEach(state -> parameters.add(state.name()));
    }
    filter.mode().ifPresent(mode -> add("mode = ?", mode.name(), conditions, parameters));
    filter.from().ifPresent(from -> add("reads_from = ?", from.name(), conditions, parameters));
    filter
        .trigger()
        .ifPresent(kind -> add("trigger_kind = ?", kind.name(), conditions, parameters));
    filter.environment().ifPresent(name -> add("environment = ?", name, conditions, parameters));
    filter.dryRun().ifPresent(dry -> add("dry_run = ?", dry, conditions, parameters));
    filter.since().ifPresent(time -> add("created_at >= ?", time, conditions, parameters));
    filter.until().ifPresent(time -> add("created_at < ?", time, conditions, parameters));
    filter
        .q()
        .map(Database::text)
        .ifPresent(
            q -> {
              conditions.add("(position(? in lower(pipeline)) > 0 or id ^@ ?)");
              parameters.add(q.toLowerCase(Locale.ROOT));
              parameters.add(q);
            });
    Scope scope = Access.current().scope();
    if (!scope.all()) {
      conditions.add(
          "("
              + String.join(" or ", scope.like().stream().map(s -> "pipeline like ?").toList())
              + ")");
      parameters.addAll(scope.like());
    }
    boolean created = filter.sort().by() == By.CREATED;
    String column = created ? "created_at" : "duration_ms";
    filter
        .after()
        .ifPresent(
            place -> {
              conditions.add(
                  "(" + column + ", id) " + (filter.sort().descending() ? "<" : ">") + " (?, ?)");
              parameters.add(created ? Instant.ofEpochMilli(place.value()) : place.value());
              parameters.add(Database.text(place.id()));
            });
    String direction = filter.sort().descending() ? " desc" : "";
    parameters.add(filter.limit());
    return new RunListQuery(
        "select id from run where "
            + String.join(" and ", conditions)
            + " order by "
            + column
            + direction
            + ", id"
            + direction
            + " limit ?",
        parameters.toArray());
  }

  private static void add(
      String condition, Object value, List<String> conditions, List<Object> parameters) {
    conditions.add(condition);
    parameters.add(value instanceof String text ? Database.text(text) : value);
  }
}
