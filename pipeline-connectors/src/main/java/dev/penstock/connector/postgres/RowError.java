package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why the database refused a row.
 *
 * @param rule the constraint, or the kind of error in plain words
 * @param line of the COPY, from 1, where the server named one
 */
record RowError(String rule, String message, OptionalInt line) {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /**
   * Reads the server's error.
   *
   * @param relation name of the staging table, which users shall not see
   * @param table what they see instead
   */
  static RowError of(SQLException error, String relation, String table) {
    ServerErrorMessage server = SqlErrors.server(error);
    return new RowError(
        rule(SqlErrors.state(error), server),
        SqlErrors.message(error).replace(relation, table),
        line(server, relation));
  }

  private static String rule(String state, @Nullable ServerErrorMessage server) {
    String constraint = server == null ? null : server.getConstraint();
    String column = server == null ? null : server.getColumn();
    return switch (state) {
      case SqlErrors.NOT_NULL -> (column == null ? "column" : column) + " is not null";
      case "22001" -> "text fits its column";
      case "22003" -> "number in range";
      case "22007", "22008" -> "date or time in range";
      case "22021", "22P05" -> "text fits the database's encoding";
      default ->
          constraint != null && !constraint.isEmpty()
              ? constraint
              : state.startsWith("23") ? "constraint of the table" : "value fits its column";
    };
  }

  /** The context says {@code COPY relation, line 5, column x}, in the server's language. */
  private static OptionalInt line(@Nullable ServerErrorMessage server, String relation) {
    String context = server == null ? null : server.getWhere();
    if (context == null) {
      return OptionalInt.empty();
    }
    return context
        .lines()
        .filter(line -> line.contains(relation))
        .map(line -> NUMBER.matcher(line.replace(relation, "")))
        .filter(Matcher::find)
        .mapToInt(number -> parse(number.group()))
        .findFirst();
  }

  private static int parse(String digits) {
    return digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
