package dev.penstock.api.persistence;

import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The condition that a filter is on rows of {@code reject}. The filter's limit is not part of it:
 * who selects adds {@code order by position limit ?}.
 *
 * @param sql the condition, without {@code where}; columns are not qualified
 * @param parameters in the order of its question marks
 */
record RejectWhere(String sql, List<Object> parameters) {
  RejectWhere {
    parameters = List.copyOf(parameters);
  }

  static RejectWhere of(String run, RejectFilter filter) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    add("run_id = ?", run, conditions, parameters);
    add("position > ?", filter.after(), conditions, parameters);
    filter.stream().ifPresent(one -> add("stream = ?", text(one), conditions, parameters));
    filter
        .stage()
        .map(RejectWhere::name)
        .ifPresent(one -> add("stage = ?", one, conditions, parameters));
    filter.step().ifPresent(one -> add("step = ?", text(one), conditions, parameters));
    filter.rule().ifPresent(one -> add("rule = ?", text(one), conditions, parameters));
    filter
        .errorClass()
        .map(ErrorClass::word)
        .ifPresent(one -> add("error_class = ?", one, conditions, parameters));
    if (!filter.statuses().isEmpty()) {
      String[] words = filter.statuses().stream().map(RejectStatus::word).toArray(String[]::new);
      add("status = any (?)", words, conditions, parameters);
    }
    filter.output().ifPresent(one -> add("output = ?", text(one), conditions, parameters));
    filter
        .text()
        .map(RejectWhere::text)
        .ifPresent(
            one -> {
              conditions.add(
                  "(strpos(lower(message), lower(?)) > 0 or strpos(lower(original), lower(?)) > 0"
                      + " or strpos(lower(place), lower(?)) > 0)");
              parameters.addAll(List.of(one, one, one));
            });
    if (!filter.ids().isEmpty()) {
      add("position = any (?)", filter.ids().toArray(Long[]::new), conditions, parameters);
    }
    return new RejectWhere(String.join(" and ", conditions), parameters);
  }

  /** The parameters between those that stand before the condition and those behind it. */
  @Nullable Object[] between(List<? extends @Nullable Object> before, @Nullable Object... behind) {
    List<@Nullable Object> all = new ArrayList<>(before);
    all.addAll(parameters);
    all.addAll(Arrays.asList(behind));
    return all.toArray();
  }

  static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  private static String text(String given) {
    return Database.text(given);
  }

  private static void add(
      String condition, Object parameter, List<String> conditions, List<Object> parameters) {
    conditions.add(condition);
    parameters.add(parameter);
  }
}
