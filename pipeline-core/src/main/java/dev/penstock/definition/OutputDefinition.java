package dev.penstock.definition;

import java.util.List;

/**
 * A table that a stream's transformation feeds.
 *
 * @param key columns of the primary key; empty for none
 * @param rules what each record must keep right before it is loaded
 */
public record OutputDefinition(
    String connection,
    TableName table,
    LoadMode mode,
    List<String> key,
    List<StepDefinition.Rule> rules) {
  public OutputDefinition {
    key = List.copyOf(key);
    rules = List.copyOf(rules);
  }

  /** An output without rules. */
  public OutputDefinition(String connection, TableName table, LoadMode mode, List<String> key) {
    this(connection, table, mode, key, List.of());
  }
}
