package dev.penstock.api.persistence;

import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes rejects in. A split's rejects of one stage, step and output come in the order of (sequence,
 * index) and are only ever repeated from some point on; a mark of the last one that was counted
 * therefore counts each once, also those that are not kept. The run's row is locked.
 */
final class RejectIntake {
  /** Longer rules are cut: PostgreSQL's indexes bear no long keys. */
  private static final int MAX_RULE = 500;

  private final Database database;

  RejectIntake(Database database) {
    this.database = database;
  }

  /** Counts the rejects and keeps the first ones; answers how many were new. */
  int add(String run, List<RejectMessage> rejects, int keep) {
    List<RejectMessage> fresh = fresh(run, rejects);
    if (fresh.isEmpty()) {
      return 0;
    }
    database.update("insert into reject_tally (run_id) values (?) on conflict do nothing", run);
    long kept =
        database
            .first("select kept from reject_tally where run_id = ?", row -> row.getLong(1), run)
            .orElseThrow();
    long last =
        database
            .first(
                "select last_position from reject_tally where run_id = ?",
                row -> row.getLong(1),
                run)
            .orElseThrow();
    List<RejectMessage> first = fresh.subList(0, (int) Math.clamp(keep - kept, 0, fresh.size()));
    keep(run, first, last);
    count(run, fresh);
    countByRule(run, fresh);
    database.update(
        "update reject_tally set total = total + ?, kept = ?, last_position = ? where run_id = ?",
        fresh.size(),
        kept + first.size(),
        last + first.size(),
        run);
    return fresh.size();
  }

  /** Those behind the marks, which move on. */
  private List<RejectMessage> fresh(String run, List<RejectMessage> rejects) {
    Map<Place, Mark> marks = new HashMap<>();
    Set<Place> moved = new HashSet<>();
    List<RejectMessage> fresh = new ArrayList<>();
    for (RejectMessage reject : rejects) {
      Place place = Place.of(reject);
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
            place.stage,
            place.step,
            place.output,
            mark.sequence,
            mark.number
          });
    }
    database.batch(
        "insert into reject_mark (run_id, stream, split, stage, step, output, sequence, number)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (run_id, stream, split, stage, step, output)"
            + " do update set sequence = excluded.sequence, number = excluded.number",
        rows);
    return fresh;
  }

  private Mark mark(Place place) {
    return database
        .first(
            "select sequence, number from reject_mark where run_id = ? and stream = ?"
                + " and split = ? and stage = ? and step = ? and output = ?",
            row -> new Mark(row.getLong(1), row.getLong(2)),
            place.split.run(),
            place.split.stream(),
            place.split.split(),
            place.stage,
            place.step,
            place.output)
        .orElse(Mark.NONE);
  }

  /** Exactly, for each step. */
  private void count(String run, List<RejectMessage> rejects) {
    Map<Step, Integer> counts = new HashMap<>();
    for (RejectMessage reject : rejects) {
      counts.merge(Step.of(reject), 1, Integer::sum);
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    counts.forEach(
        (step, count) ->
            rows.add(
                new @Nullable Object[] {
                  run, step.stream, step.stage, step.step, step.errorClass, count
                }));
    database.batch(
        "insert into reject_count as c (run_id, stream, stage, step, error_class, count)"
            + " values (?, ?, ?, ?, ?, ?) on conflict (run_id, stream, stage, step, error_class)"
            + " do update set count = c.count + excluded.count",
        rows);
  }

  private void keep(String run, List<RejectMessage> rejects, long last) {
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
            last + rows.size() + 1,
            Database.text(record.step()),
            rule(record),
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
                "select stream, stage, step, rule from reject_rule where run_id = ?",
                row ->
                    new Rule(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                run));
    Map<Rule, Tally> tallies = new HashMap<>();
    Map<Part, Integer> parts = new HashMap<>();
    for (RejectMessage reject : rejects) {
      Step step = Step.of(reject);
      Rule rule = new Rule(step.stream, step.stage, step.step, rule(reject.reject()));
      if (!known.contains(rule)
          && known.size() >= RejectSummary.MAX_RULES - Stage.values().length) {
        rule = new Rule(step.stream, step.stage, "", RejectSummary.OTHER);
      }
      known.add(rule);
      parts.merge(new Part(reject.split().split(), step, rule), 1, Integer::sum);
      tallies.computeIfAbsent(rule, ignored -> new Tally(reject.reject())).count++;
    }
    countBySplit(run, parts);
    List<@Nullable Object[]> rows = new ArrayList<>();
    tallies.forEach(
        (rule, tally) ->
            rows.add(
                new @Nullable Object[] {
                  run,
                  rule.stream,
                  rule.stage,
                  rule.step,
                  rule.rule,
                  tally.example.errorClass().word(),
                  tally.count,
                  Database.text(tally.example.place()),
                  Database.text(tally.example.message())
                }));
    database.batch(
        "insert into reject_rule as r (run_id, stream, stage, step, rule, error_class, count,"
            + " example_place, example_message)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (run_id, stream, stage, step, rule)"
            + " do update set count = r.count + excluded.count",
        rows);
  }

  /** So that those of some splits can be taken from the totals. */
  private void countBySplit(String run, Map<Part, Integer> parts) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    parts.forEach(
        (part, count) ->
            rows.add(
                new @Nullable Object[] {
                  run,
                  part.step.stream,
                  part.split,
                  part.step.stage,
                  part.step.step,
                  part.step.errorClass,
                  part.rule.step,
                  part.rule.rule,
                  count
                }));
    database.batch(
        "insert into reject_part as r (run_id, stream, split, stage, step, error_class, rule_step,"
            + " rule, count) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (run_id, stream, split, stage, step, error_class, rule_step, md5(rule))"
            + " do update set count = r.count + excluded.count",
        rows);
  }

  private static String rule(RejectedRecord record) {
    String rule = Database.text(record.rule());
    return rule.length() <= MAX_RULE ? rule : rule.substring(0, MAX_RULE) + "…";
  }

  /** Where rejects are numbered. */
  private record Place(SplitId split, String stage, String step, String output) {
    static Place of(RejectMessage reject) {
      Step step = Step.of(reject);
      return new Place(reject.split(), step.stage, step.step, reject.output());
    }
  }

  /** The number of a reject. */
  private record Mark(long sequence, long number) {
    static final Mark NONE = new Mark(-1, -1);

    boolean behind(Mark other) {
      return sequence > other.sequence || (sequence == other.sequence && number > other.number);
    }
  }

  /** A step, and what kind of mistake it found. */
  private record Step(String stream, String stage, String step, String errorClass) {
    static Step of(RejectMessage reject) {
      RejectedRecord record = reject.reject();
      return new Step(
          reject.split().stream(),
          RejectWhere.name(record.stage()),
          Database.text(record.step()),
          record.errorClass().word());
    }
  }

  /** What is counted together. */
  private record Rule(String stream, String stage, String step, String rule) {}

  /** What is counted together of one split. */
  private record Part(String split, Step step, Rule rule) {}

  /** How often, and the first of them. */
  private static final class Tally {
    private final RejectedRecord example;
    private long count;

    Tally(RejectedRecord example) {
      this.example = example;
    }
  }
}
