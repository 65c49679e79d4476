package dev.penstock.definition;

import java.util.regex.Pattern;

/**
 * A table in a schema. Both parts are plain identifiers (letters, digits, {@code _}, at most 63
 * characters, no leading digit) and are quoted wherever they are used in SQL.
 */
public record TableName(String schema, String table) {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  public TableName {
    if (!isIdentifier(schema) || !isIdentifier(table)) {
      throw new IllegalArgumentException("not a table name: " + schema + "." + table);
    }
  }

  public static boolean isIdentifier(String text) {
    return IDENTIFIER.matcher(text).matches();
  }

  /**
   * Reads {@code schema.table}.
   *
   * @throws IllegalArgumentException where the text is not two plain identifiers joined by a dot
   */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not schema.table: " + text);
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** {@code "schema"."table"}, for SQL. */
  public String quoted() {
    return '"' + schema + "\".\"" + table + '"';
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
