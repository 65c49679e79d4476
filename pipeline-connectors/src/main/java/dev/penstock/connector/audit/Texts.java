package dev.penstock.connector.audit;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Rows as text, for people. Stateless. */
public final class Texts {
  private static final int MAX_VALUE = 200;

  private Texts() {}

  /** Column to value; NULL as {@code NULL}; long values cut. */
  public static Map<String, String> row(ResultSet row) throws SQLException {
    ResultSetMetaData meta = row.getMetaData();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      String value = row.getString(i);
      values.put(meta.getColumnLabel(i), value == null ? "NULL" : cut(value));
    }
    return values;
  }

  /** {@code 1,234 rows}, {@code 1 row}. */
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  private static String cut(String value) {
    return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "…";
  }
}
