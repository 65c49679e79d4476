package dev.penstock.api.replay;

import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.SourceDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns that a stream's records have in a replay. */
final class StreamColumns {
  private StreamColumns() {}

  /**
   * The columns as they last were, with the types that the current version declares.
   *
   * @param last an Arrow schema in Arrow's JSON form
   */
  static Schema of(String last, SourceDefinition source) {
    Map<String, Field> columns = new LinkedHashMap<>();
    for (Field field : schema(last).getFields()) {
      if (!field.getName().equals(Columns.PLACE)) {
        columns.put(field.getName(), field);
      }
    }
    source.schema().forEach((name, type) -> columns.put(name, ColumnTypes.field(name, type)));
    List<Field> fields = new ArrayList<>(columns.values());
    fields.add(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT));
    return new Schema(fields);
  }

  /** The names of the author's columns. */
  static List<String> names(Schema columns) {
    return columns.getFields().stream()
        .map(Field::getName)
        .filter(name -> !name.equals(Columns.PLACE))
        .toList();
  }

  private static Schema schema(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
