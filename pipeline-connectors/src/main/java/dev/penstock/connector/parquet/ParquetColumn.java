package dev.penstock.connector.parquet;

import dev.penstock.batch.ExtensionTypes;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A column of a file.
 *
 * @param name as the file has it
 * @param value SQL that gives its values in a type that travels; UUIDs as text
 * @param field the column as a stream has it
 */
record ParquetColumn(String name, String value, Field field) {
  private static final Map<String, String> CONVERTED =
      Map.ofEntries(
          Map.entry("UTINYINT", "SMALLINT"),
          Map.entry("USMALLINT", "INTEGER"),
          Map.entry("UINTEGER", "BIGINT"),
          Map.entry("UBIGINT", "DECIMAL(20,0)"),
          Map.entry("HUGEINT", "DECIMAL(38,0)"),
          Map.entry("UHUGEINT", "DECIMAL(38,0)"),
          Map.entry("TIMESTAMP_S", "TIMESTAMP"),
          Map.entry("TIMESTAMP_MS", "TIMESTAMP"),
          Map.entry("TIMESTAMP_NS", "TIMESTAMP"));

  private static final Pattern KEPT =
      Pattern.compile(
          "BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\\(.*\\)|VARCHAR|BLOB|DATE"
              + "|TIME|TIMESTAMP|TIMESTAMP WITH TIME ZONE|JSON");

  /** A name as it stands in SQL. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * SQL that gives the values of a column of a plain type in a type that travels; those of a nested
   * type as they are.
   *
   * @param type as DuckDB names it
   */
  static String converted(String name, String type) {
    String column = quoted(name);
    String wider = CONVERTED.get(type);
    if (wider != null) {
      return "CAST(" + column + " AS " + wider + ")";
    }
    return KEPT.matcher(type).matches() || nested(type)
        ? column
        : "CAST(" + column + " AS VARCHAR)";
  }

  /**
   * The column, now that its Arrow type is known.
   *
   * @param type as DuckDB names it
   * @param arrow what {@code value} gives
   */
  static ParquetColumn of(String name, String type, String value, Field arrow) {
    if (type.equals("UUID")) {
      return new ParquetColumn(name, value, ExtensionTypes.uuid(name));
    }
    if (type.equals("JSON")) {
      return new ParquetColumn(name, value, ExtensionTypes.json(name));
    }
    if (nested(type) && !travels(arrow)) {
      String json = "CAST(to_json(" + quoted(name) + ") AS VARCHAR)";
      return new ParquetColumn(name, json, ExtensionTypes.json(name));
    }
    return new ParquetColumn(
        name, value, new Field(name, FieldType.nullable(arrow.getType()), arrow.getChildren()));
  }

  private static boolean nested(String type) {
    return type.endsWith("]") || type.startsWith("STRUCT(") || type.startsWith("MAP(");
  }

  /** Lists and maps of plain values, and structs of all these. */
  private static boolean travels(Field field) {
    return switch (field.getType()) {
      case ArrowType.List list -> plain(field.getChildren().getFirst());
      case ArrowType.Map map ->
          field.getChildren().getFirst().getChildren().stream().allMatch(ParquetColumn::plain);
      case ArrowType.Struct struct ->
          field.getChildren().stream().allMatch(child -> plain(child) || travels(child));
      default -> false;
    };
  }

  private static boolean plain(Field field) {
    return switch (field.getType()) {
      case ArrowType.Bool type -> true;
      case ArrowType.Int type -> type.getIsSigned();
      case ArrowType.FloatingPoint type -> true;
      case ArrowType.Decimal type -> true;
      case ArrowType.Utf8 type -> true;
      case ArrowType.Binary type -> true;
      case ArrowType.Date type -> true;
      case ArrowType.Time type -> type.getBitWidth() == 64;
      case ArrowType.Timestamp type -> type.getUnit() == TimeUnit.MICROSECOND;
      default -> false;
    };
  }
}
