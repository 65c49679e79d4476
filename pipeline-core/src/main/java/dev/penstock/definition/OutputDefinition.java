package dev.penstock.definition;

import java.util.List;
import java.util.Map;

/**
 * A table that a stream's transformation feeds.
 *
 * @param key columns of the primary key; empty for none
 * @param merging how rows meet those with their key
 * @param contract what may become of the table's columns
 * @param lineage whether each row notes where it came from
 * @param rules what each record must keep right before it is loaded
 * @param description what the table holds, may be empty
 * @param columns descriptions of columns, in the author's order; may be empty
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
    List<StepDefinition.Rule> rules,
    String description,
    Map<String, String> columns) {
  public OutputDefinition {
    key = List.copyOf(key);
    rules = List.copyOf(rules);
    columns = Ordered.copy(columns);
  }

  /** An output that nobody has described. */
  public OutputDefinition(
      String connection,
      TableName table,
      LoadMode mode,
      List<String> key,
      Merging merging,
      Contract contract,
      Layout layout,
      boolean lineage,
      List<StepDefinition.Rule> rules) {
    this(connection, table, mode, key, merging, contract, layout, lineage, rules, "", Map.of());
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
