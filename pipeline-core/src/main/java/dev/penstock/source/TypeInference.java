package dev.penstock.source;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Finds for each text column the narrowest type that all of its sampled values have: whole number,
 * number, day, time stamp with or without zone, truth value, or else text. A number with a leading
 * zero or a plus sign is text, since it would lose it: post codes, telephone numbers. Not
 * thread-safe.
 */
final class TypeInference {
  private static final int MAX_CHARS = 64;

  /** The narrowest first; a column that has no value of one of them is text. */
  private static final List<String> CANDIDATES =
      List.of("boolean", "bigint", "double", "date", "timestamp", "timestamptz");

  private final List<Guess> guesses = new ArrayList<>();

  TypeInference(Schema schema) {
    schema.getFields().forEach(field -> guesses.add(new Guess(field)));
  }

  /** Takes the rows of a batch into account, which has the columns of the schema. */
  void add(VectorSchemaRoot rows) {
    for (int i = 0; i < guesses.size(); i++) {
      if (rows.getVector(i) instanceof VarCharVector texts) {
        guesses.get(i).add(texts, rows.getRowCount());
      }
    }
  }

  /** The columns with the types that were found. */
  Schema schema() {
    return new Schema(guesses.stream().map(Guess::field).toList());
  }

  /** What is still possible of one column. */
  private static final class Guess {
    private final Field field;
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final List<String> possible = new ArrayList<>();
    private boolean seen;

    Guess(Field field) {
      this.field = field;
      if (field.getType().equals(ColumnTypes.TEXT) && !ExtensionTypes.isJson(field)) {
        for (String type : CANDIDATES) {
          possible.add(type);
          builders.add(ColumnBuilder.of(ColumnTypes.field(field.getName(), type)));
        }
      }
    }

    void add(VarCharVector texts, int rows) {
      for (int row = 0; row < rows && !possible.isEmpty(); row++) {
        if (!texts.isNull(row)) {
          seen = true;
          add(texts.getValueLength(row) > MAX_CHARS ? "" : texts.getObject(row).toString());
        }
      }
    }

    private void add(String text) {
      char[] chars = text.strip().toCharArray();
      for (int i = possible.size() - 1; i >= 0; i--) {
        ColumnBuilder builder = builders.get(i);
        if (!fits(possible.get(i), chars) || !builder.text(0, chars, 0, chars.length)) {
          possible.remove(i);
          builders.remove(i);
        }
        builder.clear();
      }
    }

    private static boolean fits(String type, char[] chars) {
      return switch (type) {
        case "boolean" -> isWord(chars, "true") || isWord(chars, "false");
        case "bigint", "double" -> isPlainNumber(chars);
        default -> true;
      };
    }

    private static boolean isWord(char[] chars, String word) {
      return new String(chars).equalsIgnoreCase(word);
    }

    /** Digits without what would be lost: no sign but a minus, no zero in front of a digit. */
    private static boolean isPlainNumber(char[] chars) {
      int first = chars.length > 0 && chars[0] == '-' ? 1 : 0;
      if (chars.length <= first || chars[first] < '0' || chars[first] > '9') {
        return false;
      }
      boolean zero = chars[first] == '0' && chars.length > first + 1;
      return !zero || chars[first + 1] < '0' || chars[first + 1] > '9';
    }

    Field field() {
      return seen && !possible.isEmpty()
          ? ColumnTypes.field(field.getName(), possible.getFirst())
          : field;
    }
  }
}
