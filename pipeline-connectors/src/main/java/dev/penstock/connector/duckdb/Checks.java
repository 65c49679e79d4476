package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs the checks of a definition on staged data. */
final class Checks {
  private final Session session;
  private final Items items;

  Checks(Session session, Items items) {
    this.session = session;
    this.items = items;
  }

  /**
   * Runs one check.
   *
   * @param index of the check in the definition, to name it in errors
   */
  CheckResult run(CheckDefinition check, int index) throws SQLException {
    Items.Item item =
        items
            .named(check.on())
            .orElseThrow(() -> wrong(index, check.on() + " is neither an output nor a model."));
    try {
      return switch (check) {
        case CheckDefinition.NotNull c -> notNull(c, item, index);
        case CheckDefinition.Unique c -> unique(c, item, index);
        case CheckDefinition.Rows c -> rows(c, item, index);
      };
    } catch (SQLException e) {
      if (DuckDbErrors.aboutSql(e)) {
        throw wrong(index, "DuckDB answers: " + items.plain(DuckDbErrors.message(e)) + ".");
      }
      throw e;
    }
  }

  private String seen(Items.Item item, int index) {
    return items.seen(item, "checks[" + index + "]");
  }

  private static PermanentException wrong(int index, String message) {
    return new PermanentException(
        new Problem(
            "check", "checks[" + index + "]", message, "Correct the check's on or its columns."));
  }

  private CheckResult notNull(CheckDefinition.NotNull check, Items.Item item, int index)
      throws SQLException {
    String rows = seen(item, index) + " WHERE " + any(check.columns(), "IS NULL", " OR ");
    long failing = session.number("SELECT count(*) FROM " + rows);
    return result(
        check,
        failing,
        failing == 0
            ? "no row has NULL in " + String.join(", ", check.columns())
            : Texts.count(failing, "row") + " with NULL in " + String.join(" or ", check.columns()),
        failing == 0 ? List.of() : sample("SELECT * FROM " + rows));
  }

  /** As SQL's UNIQUE has it, NULL equals nothing. */
  private CheckResult unique(CheckDefinition.Unique check, Items.Item item, int index)
      throws SQLException {
    String columns = Sql.quoted(check.columns());
    String groups =
        "SELECT "
            + columns
            + ", count(*) AS rows FROM "
            + seen(item, index)
            + " WHERE "
            + any(check.columns(), "IS NOT NULL", " AND ")
            + " GROUP BY "
            + columns
            + " HAVING count(*) > 1";
    long failing = session.number("SELECT count(*) FROM (" + groups + ") AS g");
    return result(
        check,
        failing,
        failing == 0
            ? "no two rows agree in " + String.join(", ", check.columns())
            : Texts.count(failing, "value")
                + " of "
                + String.join(", ", check.columns())
                + " in more than one row",
        failing == 0 ? List.of() : sample(groups + " ORDER BY " + columns));
  }

  private CheckResult rows(CheckDefinition.Rows check, Items.Item item, int index)
      throws SQLException {
    long rows = session.number("SELECT count(*) FROM " + seen(item, index));
    long missing = check.min().isPresent() ? Math.max(0, check.min().getAsLong() - rows) : 0;
    long many = check.max().isPresent() ? Math.max(0, rows - check.max().getAsLong()) : 0;
    String message = "has " + Texts.count(rows, "row");
    if (missing > 0) {
      message += ", %,d expected at least".formatted(check.min().getAsLong());
    } else if (many > 0) {
      message += ", %,d expected at most".formatted(check.max().getAsLong());
    }
    return result(check, missing + many, message, List.of());
  }

  private List<Map<String, String>> sample(String query) throws SQLException {
    return session.query(query + " LIMIT 5", Texts::row);
  }

  private static CheckResult result(
      CheckDefinition check, long failing, String message, List<Map<String, String>> sample) {
    return new CheckResult(check.text(), check.on(), failing == 0, message, failing, sample);
  }

  private static String any(List<String> columns, String test, String join) {
    return columns.stream()
        .map(column -> Sql.quoted(column) + " " + test)
        .collect(Collectors.joining(join, "(", ")"));
  }
}
