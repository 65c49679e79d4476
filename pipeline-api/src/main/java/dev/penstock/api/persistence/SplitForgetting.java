package dev.penstock.api.persistence;

import java.util.List;

/**
 * Forgets what was told of splits that are read again, in the transaction that has the run tried
 * again. The totals of what stays are exact: what goes is taken from them. The run's row is locked.
 */
final class SplitForgetting {
  /** All of a stream is read again where its source no longer holds what the plan saw. */
  private static final String HELD =
      """
      update run_stream s set planned = false,
        earlier = s.earlier || array(select p.split from run_split p
          where p.run_id = s.run_id and p.stream = s.stream and p.split <> all (s.earlier))
      where s.run_id = ? and s.planned and s.held and exists (select from run_split p
        where p.run_id = s.run_id and p.stream = s.stream and not (p.extracted
          and (p.transformed or s.outputs = '{bronze}')
          and (select count(*) from run_load l where l.run_id = p.run_id and l.stream = p.stream
               and l.split = p.split and l.done) = cardinality(coalesce(p.outputs, s.outputs))))""";

  /** What is not planned has no splits that anybody was given. */
  private static final String UNPLANNED =
      """
      update run_stream set since_epoch = ?, columns = null, source_columns = null,
        state = null, notes = '{}'
      where run_id = ? and not planned""";

  /** Marks the splits by the epoch since which they count. */
  private static final String SPLITS =
      """
      update run_split p set since_epoch = ?, batches = -1, read = 0, rejected = 0, bytes_read = 0,
        extracted = false, t_sequence = -1, t_read = 0, t_rejected = 0, transformed = false
      from run_stream s
      where p.run_id = ? and s.run_id = p.run_id and s.stream = p.stream
        and not (s.planned and p.extracted
          and (p.transformed or s.outputs = '{bronze}')
          and (select count(*) from run_load l where l.run_id = p.run_id and l.stream = p.stream
               and l.split = p.split and l.done) = cardinality(coalesce(p.outputs, s.outputs)))""";

  private static final String FORGOTTEN =
      """
      using run_split p where x.run_id = ? and p.run_id = x.run_id and p.stream = x.stream
        and p.split = x.split and p.since_epoch = ?""";

  private static final String GONE_PARTS =
      """
      (select x.* from reject_part x join run_split p on p.run_id = x.run_id
        and p.stream = x.stream and p.split = x.split
       where x.run_id = ? and p.since_epoch = ?)""";

  private static final String COUNTS =
      """
      update reject_count c set count = c.count - gone.count from (
        select stream, stage, step, error_class, sum(count) as count from %s parts
        group by stream, stage, step, error_class) gone
      where c.run_id = ? and c.stream = gone.stream and c.stage = gone.stage
        and c.step = gone.step and c.error_class = gone.error_class"""
          .formatted(GONE_PARTS);

  private static final String RULES =
      """
      update reject_rule c set count = c.count - gone.count from (
        select stream, stage, rule_step, rule, sum(count) as count from %s parts
        group by stream, stage, rule_step, rule) gone
      where c.run_id = ? and c.stream = gone.stream and c.stage = gone.stage
        and c.step = gone.rule_step and c.rule = gone.rule"""
          .formatted(GONE_PARTS);

  private static final String TALLY =
      """
      update reject_tally t set awaited_since = null,
        total = t.total - (select coalesce(sum(count), 0) from %s parts),
        kept = t.kept - (select count(*) from reject x join run_split p on p.run_id = x.run_id
          and p.stream = x.stream and p.split = x.split
          where x.run_id = t.run_id and p.since_epoch = ?)
      where t.run_id = ?"""
          .formatted(GONE_PARTS);

  private final Database database;

  SplitForgetting(Database database) {
    this.database = database;
  }

  void run(String run, int epoch) {
    database.update(HELD, run);
    database.update(UNPLANNED, epoch, run);
    database.update(SPLITS, epoch, run);
    database.update(COUNTS, run, epoch, run);
    database.update(RULES, run, epoch, run);
    database.update(TALLY, run, epoch, epoch, run);
    for (String table :
        List.of(
            "run_load", "run_transform", "run_warning", "reject", "reject_mark", "reject_part")) {
      database.update("delete from " + table + " x " + FORGOTTEN, run, epoch);
    }
    // It is audited anew.
    for (String table : List.of("run_check", "run_quality")) {
      database.update("delete from " + table + " where run_id = ?", run);
    }
    for (String table : List.of("reject_count", "reject_rule")) {
      database.update("delete from " + table + " where run_id = ? and count <= 0", run);
    }
    database.update(
        "delete from run_split p using run_stream s where p.run_id = ? and s.run_id = p.run_id"
            + " and s.stream = p.stream and not s.planned",
        run);
  }
}
