package dev.penstock.connector.audit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of a query as text, bounded in number and size, however large their values are:
 * they travel in one message and are shown to people.
 */
final class FailingRows {
  /** The most rows of one check. */
  static final int MOST = 100;

  /** The longest value, in characters. */
  static final int VALUE = 200;

  private static final int OF_ONE = 64 << 10;
  private static final int OF_ALL = 1 << 20;

  /** Quotes, colon and comma of a value in JSON. */
  private static final int AROUND = 6;

  private final AuditDatabase database;
  private final int bytes;

  /**
   * Makes room.
   *
   * @param checks how many checks share it
   */
  FailingRows(AuditDatabase database, int checks) {
    this.database = database;
    this.bytes = Math.min(OF_ONE, OF_ALL / Math.max(1, checks));
  }

  /** Column to value; NULL as {@code NULL}; long values cut. */
  List<Map<String, String>> first(String query) throws SQLException {
    String some = query + " LIMIT " + MOST;
    List<String> labels = distinct(database.columns(some));
    if (labels.isEmpty()) {
      return List.of();
    }
    List<Map<String, String>> rows = new ArrayList<>();
    long room = bytes;
    for (List<@Nullable String> values : database.rows(cut(some, labels.size()))) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < labels.size(); i++) {
        String value = shown(values.get(i));
        long size = size(labels.get(i)) + size(value) + AROUND;
        if (size > room && !rows.isEmpty()) {
          return rows;
        }
        if (size > room) {
          row.put("…", labels.size() - i + " more columns");
          return List.of(row);
        }
        room -= size;
        row.put(labels.get(i), value);
      }
      rows.add(row);
    }
    return rows;
  }

  /** The database cuts the values, so that large ones never leave it. */
  private static String cut(String query, int columns) {
    StringBuilder values = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 1; i <= columns; i++) {
      String separator = i == 1 ? "" : ", ";
      names.append(separator).append('c').append(i);
      values.append(separator).append("left(CAST(c").append(i).append(" AS text), ");
      values.append(VALUE + 1).append(")");
    }
    return "SELECT " + values + " FROM (" + query + ") AS f (" + names + ")";
  }

  private static List<String> distinct(List<String> labels) {
    List<String> all = new ArrayList<>();
    for (String label : labels) {
      String name = label;
      for (int i = 2; all.contains(name); i++) {
        name = label + " (" + i + ")";
      }
      all.add(name);
    }
    return all;
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    int end = value.offsetByCodePoints(0, Math.min(VALUE, value.codePointCount(0, value.length())));
    return end == value.length() ? value : value.substring(0, end) + "…";
  }

  /** Not less than the text takes in JSON. */
  private static long size(String text) {
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      size += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
    }
    return size;
  }
}
