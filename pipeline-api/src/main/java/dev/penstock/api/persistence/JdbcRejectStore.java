package dev.penstock.api.persistence;

import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectPage;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.api.rejects.RejectSummary.RuleCount;
import dev.penstock.api.rejects.RejectView;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rejects as rows. A split's rejects of one stage and output come in the order of (sequence, index)
 * and are only ever repeated from some point on; a mark of the last one that was counted therefore
 * counts each once, also those that are not kept.
 */
@ApplicationScoped
class JdbcRejectStore implements RejectStore {
  private static final String COLUMNS =
      "position, place, stage, step, rule, message, error_class, version, output, original, stream,"
          + " split, sequence, status, reason, replay_run, attempts, changed_at";

  private final Database database;

  JdbcRejectStore(Database database) {
    this.database = database;
  }

  @Override
  public void add(List<RejectMessage> rejects, int keep) {
    // Sorted, so that two replicas lock runs in the same order.
    Map<String, List<RejectMessage>> byRun = new TreeMap<>();
    for (RejectMessage reject : rejects) {
      byRun.computeIfAbsent(reject.split().run(), run -> new ArrayList<>()).add(reject);
    }
    byRun.forEach((run, ofRun) -> addToRun(run, ofRun, keep));
  }

  @Override
  public RejectSummary summary(String run) {
    List<RuleCount> rules =
        database.query(
            "select stage, step, rule, count, example_place, example_message from reject_rule"
                + " where run_id = ? order by count desc, stage, step, rule",
            row ->
                new RuleCount(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getString(5),
                    row.getString(6)),
            run);
    return database
        .first(
            "select total, kept from reject_tally where run_id = ?",
            row -> new RejectSummary(row.getLong(1), row.getLong(2), rules),
            run)
        .orElse(new RejectSummary(0, 0, List.of()));
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

  private void addToRun(String run, List<RejectMessage> rejects, int keep) {
    database.update(
        "insert into reject_tally (run_id) select id from run where id = ? on conflict do nothing",
        run);
    database
        .first(
            "select total, kept from reject_tally where run_id = ? for update",
            row -> new long[] {row.getLong(1), row.getLong(2)},
            run)
        .ifPresent(tally -> count(run, fresh(run, rejects), tally[0], tally[1], keep));
  }

  /** Those behind the marks, which move on. */
  private List<RejectMessage> fresh(String run, List<RejectMessage> rejects) {
    Map<Place, Mark> marks = new HashMap<>();
    Set<Place> moved = new HashSet<>();
    List<RejectMessage> fresh = new ArrayList<>();
    for (RejectMessage reject : rejects) {
      Place place = new Place(reject.split(), reject.reject().stage(), reject.output());
      Mark mark = marks.computeIfAbsent(place, this::mark);
      Mark next = new Mark(reject.sequence(), reject.index());
      if (next.behind(mark)) {
        marks.put(place, next);
        moved.add(place);
        fresh.add(reject);
      }
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Place place : moved) {
      Mark mark = marks.getOrDefault(place, Mark.NONE);
      rows.add(
          new @Nullable Object[] {
            run,
            place.split.stream(),
            place.split.split(),
            RejectWhere.name(place.stage),
            place.output,
            mark.sequence,
            mark.number
          });
    }
    database.batch(
        "insert into reject_mark (run_id, stream, split, stage, output, sequence, number)"
            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (run_id, stream, split, stage, output)"
            + " do update set sequence = excluded.sequence, number = excluded.number",
        rows);
    return fresh;
  }

  private Mark mark(Place place) {
    return database
        .first(
            "select sequence, number from reject_mark where run_id = ? and stream = ?"
                + " and split = ? and stage = ? and output = ?",
            row -> new Mark(row.getLong(1), row.getInt(2)),
            place.split.run(),
            place.split.stream(),
            place.split.split(),
            RejectWhere.name(place.stage),
            place.output)
        .orElse(Mark.NONE);
  }

  private void count(String run, List<RejectMessage> fresh, long total, long kept, int keep) {
    if (fresh.isEmpty()) {
      return;
    }
    List<RejectMessage> first = fresh.subList(0, (int) Math.clamp(keep - kept, 0, fresh.size()));
    keep(run, first, kept);
    countByRule(run, fresh);
    database.update(
        "update reject_tally set total = ?, kept = ? where run_id = ?",
        total + fresh.size(),
        kept + first.size(),
        run);
  }

  private void keep(String run, List<RejectMessage> rejects, long kept) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (RejectMessage reject : rejects) {
      RejectedRecord record = reject.reject();
      rows.add(
          new @Nullable Object[] {
            run,
            reject.split().stream(),
            reject.split().split(),
            reject.sequence(),
            RejectWhere.name(record.stage()),
            reject.output(),
            reject.index(),
            kept + rows.size() + 1,
            Database.text(record.step()),
            Database.text(record.rule()),
            Database.text(record.message()),
            Database.text(record.place()),
            Database.text(record.original()),
            record.errorClass().word(),
            reject.version()
          });
    }
    database.batch(
        "insert into reject (run_id, stream, split, sequence, stage, output, number, position,"
            + " step, rule, message, place, original, error_class, version)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
  }

  private void countByRule(String run, List<RejectMessage> rejects) {
    Set<Rule> known =
        new HashSet<>(
            database.query(
                "select stage, step, rule from reject_rule where run_id = ?",
                row -> new Rule(row.getString(1), row.getString(2), row.getString(3)),
                run));
    Map<Rule, Tally> tallies = new HashMap<>();
    for (RejectMessage reject : rejects) {
      RejectedRecord record = reject.reject();
      String stage = RejectWhere.name(record.stage());
      Rule rule = new Rule(stage, Database.text(record.step()), Database.text(record.rule()));
      if (!known.contains(rule)
          && known.size() >= RejectSummary.MAX_RULES - Stage.values().length) {
        rule = new Rule(stage, "", RejectSummary.OTHER);
      }
      known.add(rule);
      tallies.computeIfAbsent(rule, ignored -> new Tally(record)).count++;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    tallies.forEach(
        (rule, tally) ->
            rows.add(
                new @Nullable Object[] {
                  run,
                  rule.stage,
                  rule.step,
                  rule.rule,
                  tally.count,
                  Database.text(tally.example.place()),
                  Database.text(tally.example.message())
                }));
    database.batch(
        "insert into reject_rule as r"
            + " (run_id, stage, step, rule, count, example_place, example_message)"
            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (run_id, stage, step, rule)"
            + " do update set count = r.count + excluded.count",
        rows);
  }

  /** Where rejects are numbered. */
  private record Place(SplitId split, Stage stage, String output) {}

  /** The number of a reject. */
  private record Mark(long sequence, int number) {
    static final Mark NONE = new Mark(-1, -1);

    boolean behind(Mark other) {
      return sequence > other.sequence || (sequence == other.sequence && number > other.number);
    }
  }

  /** What is counted together. */
  private record Rule(String stage, String step, String rule) {}

  /** How often, and the first of them. */
  private static final class Tally {
    private final RejectedRecord example;
    private long count;

    Tally(RejectedRecord example) {
      this.example = example;
    }
  }
}
