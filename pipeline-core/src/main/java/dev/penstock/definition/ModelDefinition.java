package dev.penstock.definition;

import java.util.List;
import java.util.Map;

/**
 * SQL, run by the warehouse, that builds a gold table or view.
 *
 * @param table where it goes; {@code gold.<name>} unless the author says otherwise
 * @param sql one SELECT with references as {@link ModelText} knows them
 * @param description what it is for, may be empty
 * @param columns descriptions of columns, in the author's order; may be empty
 * @param key columns in which no two rows agree; never empty where it is built by key
 * @param indexes the columns of each index; none for a view
 * @param after what is done when it is built
 */
public record ModelDefinition(
    TableName table,
    Materialized materialized,
    String sql,
    String description,
    Map<String, String> columns,
    List<String> key,
    List<List<String>> indexes,
    List<AfterStatement> after) {
  public ModelDefinition {
    columns = Ordered.copy(columns);
    key = List.copyOf(key);
    indexes = indexes.stream().map(List::copyOf).toList();
    after = List.copyOf(after);
  }

  /** A model without key, descriptions and statements. */
  public ModelDefinition(
      TableName table, Materialized materialized, String sql, List<List<String>> indexes) {
    this(table, materialized, sql, "", Map.of(), List.of(), indexes, List.of());
  }

  /** What a model becomes in the warehouse. */
  public enum Materialized {
    /** A table that each run builds anew. */
    TABLE,
    VIEW,
    /** A table into which each run's result goes by key; a full run builds it anew. */
    INCREMENTAL
  }
}
