package dev.penstock.connector.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.DefinitionLimits;
import dev.penstock.definition.Names;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Learns columns from sample records. Not thread-safe.
 *
 * <p>Whole numbers become {@code bigint}, {@code decimal(38,0)} or text, whichever is the first
 * that holds them; fractions make them {@code double}. Truth values become {@code boolean}, texts
 * stay texts, whatever they look like. Different scalars in one column make it text. Objects and
 * lists make it JSON. A column of nothing but nulls is text.
 */
public final class SchemaInference {
  private final Map<String, String> declared;
  private final Map<String, FoundType> found = new LinkedHashMap<>();
  private final Map<String, String> byLowerCase = new HashMap<>();

  /**
   * Starts from what is known.
   *
   * @param declared types by column, as a definition has them; they win over what is found
   * @param known the columns as they were last published; their types are widened where the sample
   *     asks for it
   */
  public SchemaInference(Map<String, String> declared, @Nullable Schema known) {
    this.declared = declared;
    if (known != null) {
      known.getFields().stream()
          .filter(field -> !field.getName().equals(Columns.PLACE))
          .forEach(field -> column(field.getName(), FoundType.of(field)));
    }
  }

  /**
   * Takes one record into account.
   *
   * @throws PermanentException for a name that no column can have, two names that differ only in
   *     upper and lower case, and too many columns
   */
  public void add(ObjectNode record) {
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      FoundType type = found.get(field.getKey());
      if (type == null) {
        type = column(field.getKey(), new FoundType());
      }
      type.add(field.getValue());
    }
  }

  /** The columns in the order in which they were met, and last the place. */
  public Schema schema() {
    declared.keySet().stream()
        .filter(name -> !found.containsKey(name))
        .forEach(name -> column(name, new FoundType()));
    List<Field> fields = new ArrayList<>();
    found.forEach(
        (name, type) -> {
          String declaredType = declared.get(name);
          fields.add(
              declaredType == null ? type.field(name) : ColumnTypes.field(name, declaredType));
        });
    fields.add(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT));
    return new Schema(fields);
  }

  private FoundType column(String name, FoundType type) {
    if (name.isBlank() || name.indexOf('\0') >= 0 || Names.tooLongForColumn(name)) {
      throw refused(
          name,
          "This field cannot be a column: a column's name has 1 to %d bytes and no NUL character."
              .formatted(Names.MAX_COLUMN_BYTES));
    }
    if (Names.reservedColumn(name)) {
      throw refused(
          name, "This field cannot be a column: names that start like this are kept for Penstock.");
    }
    String other = byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
    if (other != null) {
      throw refused(
          name,
          "The fields `%s` and `%s` differ in upper and lower case only, so they cannot both be columns."
              .formatted(other, name));
    }
    if (found.size() == DefinitionLimits.COLUMNS) {
      throw refused(
          name,
          "The records have more than %d different fields.".formatted(DefinitionLimits.COLUMNS));
    }
    found.put(name, type);
    return type;
  }

  private static PermanentException refused(String name, String message) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    return new PermanentException(
        new Problem(
            "bad-column",
            "field `" + shown + "`",
            message,
            "Rename the field at the source, or put such fields into one that holds an object."));
  }
}
