package dev.penstock.definition;

import java.util.List;

/**
 * SQL, run by the warehouse, that builds a gold table or view.
 *
 * @param table where it goes; {@code gold.<name>} unless the author says otherwise
 * @param sql one SELECT; {@code {ref:name}} stands for an output or an earlier model of this
 *     pipeline
 * @param indexes one single-column index each; only for tables
 */
public record ModelDefinition(
    TableName table, Materialized materialized, String sql, List<String> indexes) {
  public ModelDefinition {
    indexes = List.copyOf(indexes);
  }

  /** What a model becomes in the warehouse. */
  public enum Materialized {
    TABLE,
    VIEW
  }
}
