package dev.penstock.definition;

import java.util.List;

/**
 * A table that a stream's transformation feeds.
 *
 * @param key columns of the primary key; empty for none
 * @param merging how rows meet those with their key
 * @param contract what may become of the table's columns
 * @param lineage whether each row notes where it came from
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
    boolean lineage,
    List<StepDefinition.Rule> rules) {
  public OutputDefinition {
    key = List.copyOf(key);
    rules = List.copyOf(rules);
  }

  /** An output whose rows do not note where they came from. */
  public OutputDefinition(
      String connection,
      TableName table,
      LoadMode mode,
      List<String> key,
      Merging merging,
      Contract contract,
      Layout layout,
      List<StepDefinition.Rule> rules) {
    this(connection, table, mode, key, merging, contract, layout, false, rules);
  }

  /** A plain output without rules. */
  public OutputDefinition(String connection, TableName table, LoadMode mode, List<String> key) {
    this(connection, table, mode, key, Merging.BY_PLACE, Contract.EVOLVE, Layout.PLAIN, List.of());
  }
}
