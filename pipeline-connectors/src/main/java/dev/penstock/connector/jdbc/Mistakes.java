package dev.penstock.connector.jdbc;

import dev.penstock.connector.jdbc.JdbcOptions.Table;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;

/** What only the database can tell is wrong with a definition. */
final class Mistakes {
  private Mistakes() {}

  static PermanentException table(Table table, List<String> known) {
    return new PermanentException(
        new Problem(
            "table-missing",
            "table",
            "There is no table " + table.origin() + " that the connection's role may read.",
            NearMiss.advice(table.origin(), known, "The tables")));
  }

  static PermanentException column(String option, String column, List<SqlColumn> known) {
    return new PermanentException(
        new Problem(
            "column-missing",
            option,
            "There is no column " + column + ".",
            NearMiss.advice(column, known.stream().map(SqlColumn::name).toList(), "The columns")));
  }

  static PermanentException option(String option, String message) {
    return new PermanentException(Problem.of("invalid-option", option, message));
  }

  static PermanentException changed(String where, String what) {
    return new PermanentException(
        new Problem(
            "source-changed",
            where,
            what,
            "Start the run again; nothing of this one becomes visible."));
  }
}
