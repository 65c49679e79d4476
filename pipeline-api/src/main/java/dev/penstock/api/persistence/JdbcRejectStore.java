package dev.penstock.api.persistence;

import dev.penstock.api.rejects.RejectChange;
import dev.penstock.api.rejects.RejectChanged;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectPage;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.api.rejects.RejectSummary.RuleCount;
import dev.penstock.api.rejects.RejectTally;
import dev.penstock.api.rejects.RejectTotals;
import dev.penstock.api.rejects.RejectView;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rejects as rows. */
@ApplicationScoped
class JdbcRejectStore implements RejectStore {
  private static final String COLUMNS =
      "position, place, stage, step, rule, message, error_class, version, output, original, stream,"
          + " split, sequence, status, reason, replay_run, attempts, changed_at";

  private final Database database;
  private final RejectIntake intake;

  JdbcRejectStore(Database database) {
    this.database = database;
    this.intake = new RejectIntake(database);
  }

  @Override
  public int add(String run, List<RejectMessage> rejects, int keep) {
    return intake.add(run, rejects, keep);
  }

  @Override
  public void settle(String run) {
    database.update("delete from reject_part where run_id = ?", run);
  }

  @Override
  public RejectTally tally(String run) {
    return new RejectTally(
        database.query(
            "select stream, stage, sum(count) from reject_count where run_id = ?"
                + " group by stream, stage",
            row ->
                new RejectTally.Count(
                    row.getString(1),
                    Stage.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                    row.getLong(3)),
            run));
  }

  @Override
  public RejectSummary summary(String run) {
    List<RuleCount> rules =
        database.query(
            "select stream, stage, step, rule, error_class, count, example_place, example_message"
                + " from reject_rule where run_id = ?"
                + " order by count desc, stream, stage, step, rule",
            row ->
                new RuleCount(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getString(8)),
            run);
    return database
        .first(
            "select total, kept from reject_tally where run_id = ?",
            row -> new RejectSummary(row.getLong(1), row.getLong(2), rules),
            run)
        .orElse(new RejectSummary(0, 0, List.of()));
  }

  @Override
  public RejectTotals totals(String run) {
    RejectSummary summary = summary(run);
    return new RejectTotals(
        summary.total(),
        summary.kept(),
        summary.byRule(),
        counts("error_class, sum(count) from reject_count", run),
        counts("stage, sum(count) from reject_count", run),
        database.query(
            "select stream, stage, step, sum(count) n from reject_count where run_id = ?"
                + " group by stream, stage, step order by n desc, stream, stage, step",
            row ->
                new RejectTotals.StepCount(
                    row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
            run),
        counts("status, count(*) from reject", run));
  }

  @Override
  public RejectPage list(String run, RejectFilter filter) {
    RejectWhere where = RejectWhere.of(run, filter);
    List<RejectView> rows =
        database.query(
            "select "
                + COLUMNS
                + " from reject where "
                + where.sql()
                + " order by position limit ?",
            JdbcRejectStore::view,
            where.between(List.of(), filter.limit()));
    boolean full = rows.size() == filter.limit();
    return new RejectPage(rows, full ? Long.toString(rows.getLast().id()) : null);
  }

  @Override
  public RejectChanged change(String run, RejectFilter filter, RejectChange change) {
    RejectWhere meant = RejectWhere.of(run, filter);
    // Locked first, so that what is counted is what is changed.
    long matched =
        database
            .first(
                "select count(*) from (select from reject where "
                    + meant.sql()
                    + " order by position for update) meant",
                row -> row.getLong(1),
                meant.between(List.of()))
            .orElse(0L);
    String to =
        switch (change) {
          case RejectChange.Dismiss dismiss -> "'dismissed'";
          case RejectChange.Reopen reopen ->
              "case when attempts > 0 then 'failed_again' else 'open' end";
        };
    String[] from = change.from().stream().map(RejectStatus::word).toArray(String[]::new);
    String reason = change.reason();
    int changed =
        database.update(
            "update reject set status = "
                + to
                + ", reason = ?, changed_at = ? where "
                + meant.sql()
                + " and again_of is null and status = any (?)",
            meant.between(
                Arrays.asList(reason == null ? null : Database.text(reason), change.at()),
                (Object) from));
    return new RejectChanged(matched, changed);
  }

  @Override
  public void await(String run, Instant since) {
    database.update(
        "insert into reject_tally (run_id, awaited_since) values (?, ?)"
            + " on conflict (run_id) do update set awaited_since = excluded.awaited_since",
        run,
        since);
  }

  @Override
  public void awaitNoMore(String run) {
    database.update(
        "update reject_tally set awaited_since = null"
            + " where run_id = ? and awaited_since is not null",
        run);
  }

  @Override
  public Optional<Instant> awaitedSince(String run) {
    return database.first(
        "select awaited_since from reject_tally"
            + " where run_id = ? and awaited_since is not null",
        row -> row.getObject(1, OffsetDateTime.class).toInstant(),
        run);
  }

  @Override
  public List<String> awaiting(Instant before, int limit) {
    return database.query(
        "select run_id from reject_tally where awaited_since <= ? order by awaited_since limit ?",
        row -> row.getString(1),
        before,
        limit);
  }

  /** The most frequent first. */
  private Map<String, Long> counts(String what, String run) {
    Map<String, Long> counts = new LinkedHashMap<>();
    database
        .query(
            "select " + what + " where run_id = ? group by 1 order by 2 desc, 1",
            row -> Map.entry(row.getString(1), row.getLong(2)),
            run)
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  private static RejectView view(ResultSet row) throws SQLException {
    OffsetDateTime changed = row.getObject(18, OffsetDateTime.class);
    return new RejectView(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getInt(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getLong(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getInt(17),
        changed == null ? null : changed.toInstant());
  }
}
