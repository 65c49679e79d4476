package dev.penstock.connector.audit;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.CheckTerms;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Runs the checks of one run. For each it counts the failing rows, judges them by the check's
 * severity and thresholds, and keeps the first of them. Not thread-safe.
 */
public final class CheckEngine {
  private final AuditDatabase database;
  private final FailingRows failing;
  private final TableChecks tables;
  private final Map<String, Long> totals = new HashMap<>();

  /**
   * Makes an engine.
   *
   * @param checks how many checks there are, which share the room for failing rows
   */
  public CheckEngine(AuditDatabase database, int checks) {
    this.database = database;
    this.failing = new FailingRows(database, checks);
    this.tables = new TableChecks(database);
  }

  /**
   * Runs one check.
   *
   * @param index of the check in the definition, to name it in errors
   * @throws SQLException as the database threw it; the check's columns or SQL may be wrong
   */
  public CheckResult run(CheckDefinition check, int index) throws SQLException {
    String where = "checks[" + index + "]";
    String relation = database.relation(check.on(), where);
    Looked at = new Looked(check, relation, where);
    return switch (check) {
      case CheckDefinition.NotNull c ->
          ofRows(
              at,
              relation + " AS c WHERE " + CheckSql.anyNull("c", c.columns()),
              "no row has NULL in " + names(c.columns()),
              "with NULL in " + String.join(" or ", c.columns()));
      case CheckDefinition.AcceptedValues c ->
          ofRows(
              at,
              relation + " AS c WHERE " + CheckSql.notAccepted("c", c.values()),
              "every " + c.values().words(),
              "whose " + c.values().column() + " is not " + c.values().list());
      case CheckDefinition.Range c ->
          ofRows(
              at,
              relation + " AS c WHERE " + CheckSql.beyond("c", c.range()),
              "every " + c.range().column() + " is " + c.range().bounds(),
              "whose " + c.range().column() + " is not " + c.range().bounds());
      case CheckDefinition.Relationships c -> relationships(c, at);
      case CheckDefinition.Unique c -> unique(c, at);
      case CheckDefinition.Sql c -> sql(c, at);
      case CheckDefinition.Rows c -> judged(c, tables.rows(c, total(c.on(), relation)));
      case CheckDefinition.Freshness c -> judged(c, tables.freshness(c, relation));
    };
  }

  /** A check, and what it looks at. */
  private record Looked(CheckDefinition check, String relation, String where) {}

  private CheckResult relationships(CheckDefinition.Relationships check, Looked at)
      throws SQLException {
    String other = database.relation(check.to(), at.where() + ".relationships.to");
    String what = names(check.columns());
    String there = check.to() + " (" + names(check.key()) + ")";
    return ofRows(
        at,
        at.relation() + " AS c WHERE " + CheckSql.withoutPartner(check, other),
        "every " + what + " is in " + there,
        "whose " + what + " is not in " + there);
  }

  /** A check whose failing rows are rows of its table. */
  private CheckResult ofRows(Looked at, String from, String well, String broken)
      throws SQLException {
    long count = count("SELECT count(*) FROM " + from);
    String order =
        database.order(at.check().on(), at.where()).map(by -> " ORDER BY c." + by).orElse("");
    return judged(
        at,
        count,
        count == 0 ? well : CheckWords.count(count, "row") + " " + broken,
        "SELECT c.* FROM " + from + order);
  }

  /** As SQL's UNIQUE has it, NULL equals nothing. */
  private CheckResult unique(CheckDefinition.Unique check, Looked at) throws SQLException {
    String columns = CheckSql.quoted(check.columns());
    String groups =
        "SELECT "
            + columns
            + ", count(*) AS rows FROM "
            + at.relation()
            + " AS c WHERE NOT "
            + CheckSql.anyNull("c", check.columns())
            + " GROUP BY "
            + columns
            + " HAVING count(*) > 1";
    long count = count("SELECT count(*) FROM (" + groups + ") AS g");
    return judged(
        at,
        count,
        count == 0
            ? "no two rows agree in " + names(check.columns())
            : CheckWords.count(count, "value")
                + " of "
                + names(check.columns())
                + " in more than one row",
        groups + " ORDER BY " + columns);
  }

  private CheckResult sql(CheckDefinition.Sql check, Looked at) throws SQLException {
    String where = at.where() + ".sql";
    String query = CheckSql.filled(check.sql(), name -> database.relation(name, where));
    database.demandQuery(query, where);
    // As a subquery, so that a WITH that changes data is refused.
    String found = "(\n" + query + "\n) AS found";
    long count = count("SELECT count(*) FROM " + found);
    return judged(
        at,
        count,
        count == 0
            ? "the query finds no rows"
            : "the query finds " + CheckWords.count(count, "row"),
        "SELECT * FROM " + found);
  }

  private CheckResult judged(Looked at, long count, String message, String rows)
      throws SQLException {
    long total = total(at.check().on(), at.relation());
    return result(
        at.check(),
        count,
        count == 0 ? message : message + CheckWords.thresholds(at.check().terms(), total),
        count == 0 ? List.of() : failing.first(rows),
        total);
  }

  private static CheckResult judged(CheckDefinition check, TableChecks.Finding finding) {
    return result(check, finding.failing(), finding.message(), List.of(), 0);
  }

  private static CheckResult result(
      CheckDefinition check,
      long failing,
      String message,
      List<Map<String, String>> sample,
      long total) {
    CheckTerms terms = check.terms();
    Outcome outcome =
        terms.fails(failing, total)
            ? Outcome.FAILED
            : terms.warns(failing, total) ? Outcome.WARNED : Outcome.PASSED;
    return new CheckResult(
        check.text(),
        check.on(),
        outcome != Outcome.FAILED,
        message,
        failing,
        sample,
        outcome,
        terms.severity(),
        total);
  }

  private long total(String name, String relation) throws SQLException {
    Long known = totals.get(name);
    if (known == null) {
      known = count("SELECT count(*) FROM " + relation);
      totals.put(name, known);
    }
    return known;
  }

  private long count(String query) throws SQLException {
    return Long.parseLong(Objects.requireNonNull(database.rows(query).getFirst().getFirst()));
  }

  private static String names(List<String> columns) {
    return columns.stream().collect(Collectors.joining(", "));
  }
}
