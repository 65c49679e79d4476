package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where records are read from.
 *
 * @param connection name of a connection that the operator configured
 * @param format name of the source connector, for example {@code csv}
 * @param options everything else the author wrote, checked against the connector's spec; the
 *     receiver must not change it
 */
public record SourceDefinition(String connection, String format, ObjectNode options) {
  public SourceDefinition {
    options = options.deepCopy();
  }
}
