package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Where records are read from.
 *
 * @param connection name of a connection that the operator configured; empty for formats that need
 *     none
 * @param format name of the source connector, for example {@code csv}
 * @param schema types that the author declared, by column, as {@link CastType} writes them; may be
 *     empty
 * @param inferTypes whether the types of text columns are learned from the first records
 * @param onSchemaChange what happens when the columns change between runs
 * @param options everything else the author wrote, checked against the connector's spec; the
 *     receiver must not change it
 */
public record SourceDefinition(
    String connection,
    String format,
    Map<String, String> schema,
    boolean inferTypes,
    SchemaChange onSchemaChange,
    ObjectNode options) {
  /** The option of a source that reads what is new by itself: files, topics. */
  public static final String INCREMENTAL = "incremental";

  /** The option of a source that reads what is new by a column or field. */
  public static final String CURSOR = "cursor";

  public SourceDefinition {
    schema = Ordered.copy(schema);
    options = options.deepCopy();
  }

  /** A source without declared types. */
  public SourceDefinition(String connection, String format, ObjectNode options) {
    this(connection, format, Map.of(), SchemaChange.EVOLVE, options);
  }

  /** A source whose text columns stay text where no type is declared. */
  public SourceDefinition(
      String connection,
      String format,
      Map<String, String> schema,
      SchemaChange onSchemaChange,
      ObjectNode options) {
    this(connection, format, schema, false, onSchemaChange, options);
  }

  /** Whether a run reads only what is new since the last published one. */
  public boolean incremental() {
    return options.path(INCREMENTAL).asBoolean() || options.hasNonNull(CURSOR);
  }
}
