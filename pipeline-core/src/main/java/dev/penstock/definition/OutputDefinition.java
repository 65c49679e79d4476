package dev.penstock.definition;

import java.util.List;

/**
 * A table that a stream's transformation feeds.
 *
 * @param key columns of the primary key; empty for none
 * @param merging how rows meet those with their key
 * @param contract what may become of the table's columns
 * @param rules what each record must keep right before it is loaded
 */
public record OutputDefinition(
    String connection,
    TableName table,
    LoadMode mode,
    List<String> key,
    Merging merging,
    Contract contract,
    Layout layout,
    List<StepDefinition.Rule> rules) {
  public OutputDefinition {
    key = List.copyOf(key);
    rules = List.copyOf(rules);
  }

  /** A plain output without rules. */
  public OutputDefinition(String connection, TableName table, LoadMode mode, List<String> key) {
    this(connection, table, mode, key, Merging.BY_PLACE, Contract.EVOLVE, Layout.PLAIN, List.of());
  }
}
