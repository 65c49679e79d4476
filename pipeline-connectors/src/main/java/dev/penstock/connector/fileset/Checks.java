package dev.penstock.connector.fileset;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.audit.AuditDatabase;
import dev.penstock.connector.audit.CheckEngine;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.transform.SqlSyntax;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Runs the checks of a definition in the workbench. */
final class Checks implements AuditDatabase {
  private final Workbench bench;
  private final Models.Relations relations;
  private final Manifest before;
  private final Instant now;

  Checks(Workbench bench, Models.Relations relations, Manifest before, Instant now) {
    this.bench = bench;
    this.relations = relations;
    this.before = before;
    this.now = now;
  }

  /** Runs those that the run is about. */
  List<CheckResult> run(List<CheckDefinition> checks, RunScope scope) {
    CheckEngine engine = new CheckEngine(this, checks.size());
    List<CheckResult> results = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      String where = "checks[" + i + "]";
      CheckDefinition check = checks.get(i);
      if (!scope.concerns(check) || !relations.readable(check.on())) {
        continue;
      }
      try {
        results.add(engine.run(check, i));
      } catch (SQLException e) {
        throw explain(where, e);
      }
    }
    return results;
  }

  private static RuntimeException explain(String where, SQLException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("Out of Memory")) {
      return Workbench.failure(where, e);
    }
    return new PermanentException(
        new Problem(
            "check",
            where,
            "DuckDB answers: " + Workbench.message(e) + ".",
            "Correct the check's on, its columns, its values or its SQL."),
        e);
  }

  @Override
  public String relation(String name, String where) {
    return relations.find(name, where);
  }

  /** One thread reads rows in the order in which they lie. */
  @Override
  public Optional<String> order(String name, String where) {
    return Optional.empty();
  }

  @Override
  public OptionalLong rowsBefore(String name) {
    return Optional.ofNullable(relations.names().get(name))
        .map(TableName::toString)
        .flatMap(before::table)
        .map(Table::rows)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public void demandQuery(String sql, String where) {
    SqlSyntax.query(sql, where)
        .ifPresent(
            problem -> {
              throw new PermanentException(
                  new Problem(
                      "check",
                      where,
                      problem.message(),
                      "Correct the check's SQL; it is one SELECT in the words of DuckDB."));
            });
  }

  @Override
  public List<String> columns(String query) throws SQLException {
    return bench.columns("(" + query + ") AS q").stream().map(Column::name).toList();
  }

  @Override
  public List<List<@Nullable String>> rows(String query) throws SQLException {
    return bench.query(
        query,
        row -> {
          List<@Nullable String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getString(i));
          }
          return values;
        });
  }

  @Override
  public Instant now() {
    return now;
  }
}
