package dev.penstock.definition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules for names in a definition. */
public final class Names {
  /** Name of a pipeline. */
  public static final String PIPELINE = "^[a-z][a-z0-9_-]{0,62}$";

  /** Name of a stream, an output, a model or a look-up. */
  public static final String PART = "^[a-z][a-z0-9_]{0,62}$";

  /** Name of a connection. */
  public static final String CONNECTION = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$";

  /** Name of a step in Java. */
  public static final String STEP = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$";

  /** A table, as {@code schema.table}, outside the schemas that belong to others. */
  public static final String TABLE =
      "^(?!_[pP][eE][nN][sS][tT][oO][cC][kK]|[pP][gG]_"
          + "|[iI][nN][fF][oO][rR][mM][aA][tT][iI][oO][nN]_[sS][cC][hH][eE][mM][aA]\\.)"
          + "[A-Za-z_][A-Za-z0-9_]{0,62}\\.[A-Za-z_][A-Za-z0-9_]{0,62}$";

  /** A part of a whole, with its sign. */
  public static final String PERCENT = "^(100(\\.0{1,6})?|[0-9]{1,2}(\\.[0-9]{1,6})?)%$";

  /** A change of a number, in percent. */
  public static final String CHANGE = "^[+-]?[0-9]{1,6}(\\.[0-9]{1,6})?%$";

  /** An age: a number and its unit. */
  public static final String AGE = "^([1-9][0-9]{0,5})([smhd])$";

  /** Beginnings of column names that Penstock keeps for itself. */
  public static final List<String> RESERVED_COLUMNS =
      List.of(
          "_place", "_batch_id", "_ingested_at", "_source_system", "_source_place", Finish.HIDDEN);

  /** The longest name of a column, in bytes of UTF-8: PostgreSQL cuts longer ones silently. */
  public static final int MAX_COLUMN_BYTES = 63;

  static final Pattern PIPELINE_PATTERN = Pattern.compile(PIPELINE);
  static final Pattern PART_PATTERN = Pattern.compile(PART);
  static final Pattern CONNECTION_PATTERN = Pattern.compile(CONNECTION);

  private Names() {}

  static boolean reservedSchema(String schema) {
    String lower = schema.toLowerCase(Locale.ROOT);
    return lower.startsWith("_penstock")
        || lower.startsWith("pg_")
        || lower.equals("information_schema");
  }

  /** Whether a column of this name would be taken for one of Penstock's own. */
  public static boolean reservedColumn(String column) {
    String lower = column.toLowerCase(Locale.ROOT);
    return RESERVED_COLUMNS.stream().anyMatch(lower::startsWith);
  }

  /** Whether no column can have so long a name. */
  public static boolean tooLongForColumn(String column) {
    return column.getBytes(StandardCharsets.UTF_8).length > MAX_COLUMN_BYTES;
  }
}
