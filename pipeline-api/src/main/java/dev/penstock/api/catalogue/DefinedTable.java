package dev.penstock.api.catalogue;

import dev.penstock.definition.CheckDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as a definition tells of it.
 *
 * @param kind {@code table}, {@code view} or {@code files}
 * @param name of the output or model; of a raw copy that of its stream
 * @param stream empty for a model
 * @param mode how runs keep its rows, or how a model is built
 * @param key columns in which no two rows agree; may be empty
 * @param descriptions of columns, as far as there are any
 * @param rowLineage whether a row can be followed to its source
 */
record DefinedTable(
    TableKey at,
    Layer layer,
    String kind,
    String pipeline,
    String name,
    String stream,
    String mode,
    String description,
    List<String> key,
    Map<String, String> descriptions,
    List<CheckDefinition> checks,
    boolean rowLineage) {
  DefinedTable {
    key = List.copyOf(key);
    checks = List.copyOf(checks);
    descriptions = Collections.unmodifiableMap(new LinkedHashMap<>(descriptions));
  }
}
