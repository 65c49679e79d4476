package dev.penstock.definition;

import java.util.List;

/**
 * A table that a stream's transformation feeds.
 *
 * @param key columns of the primary key; empty for none
 */
public record OutputDefinition(
    String connection, TableName table, LoadMode mode, List<String> key) {
  public OutputDefinition {
    key = List.copyOf(key);
  }
}
