package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Aggregation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a destination does to an output's rows when all of a run's are staged, before keys, models
 * and checks see them. What it needs beyond the output's columns travels in columns whose names
 * begin with {@link #HIDDEN}; readers never see these.
 */
public sealed interface Finish {
  /** How the names of columns begin that never reach a visible table. */
  String HIDDEN = "_penstock";

  /** The rows stay as they are. */
  Finish NONE = new None();

  /** The rows stay as they are. */
  record None() implements Finish {}

  /**
   * One row of each key stays.
   *
   * @param key columns that are the same in duplicates; NULL is equal to NULL
   * @param order columns by which the winner is chosen, {@code true} for the greatest, NULL last in
   *     both cases; then the row whose record stands first in its origin
   */
  record Deduplicate(List<String> key, Map<String, Boolean> order) implements Finish {
    public Deduplicate {
      key = List.copyOf(key);
      order = Ordered.copy(order);
    }
  }

  /**
   * Rows are parts of groups, one for a batch and group, and become one row for each group. A
   * column of {@code values} holds the part's own result; an average comes with two hidden columns,
   * its {@link #sumOf sum} and its {@link #countOf count}, from which the whole is worked out.
   * Without rows there is no group, also where {@code by} is empty.
   *
   * @param by columns that make a group
   * @param values column to how its parts are combined
   */
  record Combine(List<String> by, Map<String, Aggregation> values) implements Finish {
    public Combine {
      by = List.copyOf(by);
      values = Ordered.copy(values);
    }

    /** The hidden column with the sum of an average's values. */
    public String sumOf(String column) {
      return hidden("sum", column);
    }

    /** The hidden column with the number of an average's values. */
    public String countOf(String column) {
      return hidden("count", column);
    }

    private String hidden(String word, String column) {
      return HIDDEN + "_" + word + "_" + List.copyOf(values.keySet()).indexOf(column);
    }
  }

  /** Whether the rows are changed at all. */
  default boolean changes() {
    return !(this instanceof None);
  }

  /** Whether a column is one that readers never see. */
  static boolean hidden(String column) {
    return column.regionMatches(true, 0, HIDDEN, 0, HIDDEN.length());
  }

  /** What a step leaves to the destination; {@link #NONE} for most. */
  static Finish of(StepDefinition step) {
    return switch (step) {
      case StepDefinition.Deduplicate s -> new Deduplicate(s.key(), s.order());
      case StepDefinition.Aggregate s -> {
        Map<String, Aggregation> values = new LinkedHashMap<>();
        s.values().forEach((column, value) -> values.put(column, value.function()));
        yield new Combine(s.by(), values);
      }
      default -> NONE;
    };
  }
}
