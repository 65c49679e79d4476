package dev.penstock.api.persistence;

import dev.penstock.api.quality.CheckOutcome;
import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.quality.FailingRows;
import dev.penstock.api.quality.Quality;
import dev.penstock.api.quality.Quality.TableQuality;
import dev.penstock.api.quality.QualityPoint;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results of checks as rows. */
@ApplicationScoped
class JdbcCheckStore implements CheckStore {
  private static final String KEEP =
      """
      insert into run_check
        (run_id, number, name, checked, outcome, severity, message, failing, total, kept, rows)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)""";

  private static final String CHECKS =
      """
      select number, name, checked, outcome, severity, message, failing, total, kept
      from run_check where run_id = ? order by number""";

  private static final String ROWS =
      """
      select number, name, checked, outcome, severity, message, failing, total, kept, rows
      from run_check where run_id = ? and number = ?""";

  private static final String TREND =
      """
      select q.score, q.read, q.rejected, q.tables,
        r.id, r.version, r.mode, r.state, r.created_at, r.finished_at
      from run r join run_quality q on q.run_id = r.id
      where r.pipeline = ? and not r.dry_run order by r.created_at desc, r.id desc limit ?""";

  private final Database database;

  JdbcCheckStore(Database database) {
    this.database = database;
  }

  /** JSON lists as documents of their own. */
  record Rows(List<Map<String, String>> rows) {}

  /** JSON lists as documents of their own. */
  record Tables(List<TableQuality> tables) {}

  @Override
  public void keep(String run, List<CheckResult> checks, Quality quality) {
    int added =
        database.update(
            "insert into run_quality (run_id, score, read, rejected, tables)"
                + " values (?, ?, ?, ?, ?::jsonb) on conflict do nothing",
            run,
            quality.score(),
            quality.read(),
            quality.rejected(),
            Documents.write(new Tables(quality.tables())));
    if (added == 0) {
      return;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      CheckResult check = checks.get(i);
      rows.add(
          new @Nullable Object[] {
            run,
            i + 1,
            Database.text(check.check()),
            check.on(),
            check.outcome().name(),
            check.severity().name(),
            Database.text(check.message()),
            check.failing(),
            check.total(),
            check.sample().size(),
            Documents.write(new Rows(check.sample()))
          });
    }
    database.batch(KEEP, rows);
  }

  @Override
  public Optional<Quality> quality(String run) {
    return database.first(
        "select score, read, rejected, tables from run_quality where run_id = ?",
        JdbcCheckStore::quality,
        run);
  }

  @Override
  public List<CheckOutcome> checks(String run) {
    return database.query(CHECKS, JdbcCheckStore::check, run);
  }

  @Override
  public Optional<FailingRows> rows(String run, int number) {
    return database.first(
        ROWS,
        row -> new FailingRows(check(row), Documents.read(row.getString(10), Rows.class).rows()),
        run,
        number);
  }

  @Override
  public List<QualityPoint> trend(String pipeline, int limit) {
    return database.query(
        TREND,
        row -> {
          OffsetDateTime finished = row.getObject(10, OffsetDateTime.class);
          return new QualityPoint(
              row.getString(5),
              row.getInt(6),
              row.getString(7).toLowerCase(Locale.ROOT),
              row.getString(8),
              row.getObject(9, OffsetDateTime.class).toInstant(),
              finished == null ? null : finished.toInstant(),
              quality(row));
        },
        pipeline,
        limit);
  }

  private static Quality quality(ResultSet row) throws SQLException {
    return new Quality(
        row.getBigDecimal(1),
        row.getLong(2),
        row.getLong(3),
        Documents.read(row.getString(4), Tables.class).tables());
  }

  private static CheckOutcome check(ResultSet row) throws SQLException {
    Outcome outcome = Outcome.valueOf(row.getString(4));
    return CheckOutcome.of(
        row.getInt(1),
        new CheckResult(
            row.getString(2),
            row.getString(3),
            outcome != Outcome.FAILED,
            row.getString(6),
            row.getLong(7),
            List.of(),
            outcome,
            CheckSeverity.valueOf(row.getString(5)),
            row.getLong(8)),
        row.getInt(9));
  }
}
