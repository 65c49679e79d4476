package dev.penstock.api.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.runs.Progress;
import dev.penstock.api.runs.Progress.OutputProgress;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.PushedSplits;
import dev.penstock.api.runs.SplitView;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.api.runs.WarningView;
import dev.penstock.batch.Counts;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Warning;
import dev.penstock.definition.RejectBudget;
import dev.penstock.messaging.Report;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts as rows. A split's reports of one kind come in order, so that a guard on the number that
 * they carry is enough to make a late or repeated one harmless.
 */
@ApplicationScoped
class JdbcProgressStore implements ProgressStore {
  private static final String EXTRACTED =
      """
      insert into run_split as s
        (run_id, stream, split, batches, read, rejected, bytes_read, extracted)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_id, stream, split) do update
        set batches = excluded.batches, read = excluded.read, rejected = excluded.rejected,
            bytes_read = excluded.bytes_read, extracted = s.extracted or excluded.extracted
        where s.batches <= excluded.batches""";

  private static final String TRANSFORMED =
      """
      insert into run_split as s
        (run_id, stream, split, t_sequence, t_read, t_rejected, transformed)
      values (?, ?, ?, ?, ?, ?, ?)
      on conflict (run_id, stream, split) do update
        set t_sequence = excluded.t_sequence, t_read = s.t_read + excluded.t_read,
            t_rejected = s.t_rejected + excluded.t_rejected,
            transformed = s.transformed or excluded.transformed
        where s.t_sequence < excluded.t_sequence""";

  private static final String TRANSFORMED_OUTPUT =
      """
      insert into run_transform as t
        (run_id, stream, split, output, sequence, read, passed, rejected, filtered, expanded,
         merged)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_id, stream, split, output) do update
        set sequence = excluded.sequence, read = t.read + excluded.read,
            passed = t.passed + excluded.passed, rejected = t.rejected + excluded.rejected,
            filtered = t.filtered + excluded.filtered, expanded = t.expanded + excluded.expanded,
            merged = t.merged + excluded.merged
        where t.sequence < excluded.sequence""";

  private static final String WARNED =
      """
      insert into run_warning as w
        (run_id, stream, split, step, rule, sequence, records, place, message)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_id, stream, split, step, rule) do update
        set sequence = excluded.sequence, records = w.records + excluded.records
        where w.sequence < excluded.sequence""";

  /** A rule in one stream, with the example of its first split. */
  private static final String WARNINGS =
      """
      select w.stream, w.step, w.rule, sum(w.records),
        (array_agg(w.place order by w.split))[1], (array_agg(w.message order by w.split))[1]
      from run_warning w
      join run_stream s on s.run_id = w.run_id and s.stream = w.stream
      where w.run_id = ?
      group by s.position, w.stream, w.step, w.rule
      order by s.position, sum(w.records) desc, w.step, w.rule
      limit ?""";

  private static final String LOADED =
      """
      insert into run_load as l
        (run_id, stream, split, output, sequence, read, loaded, rejected, done)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_id, stream, split, output) do update
        set sequence = excluded.sequence, read = excluded.read, loaded = excluded.loaded,
            rejected = excluded.rejected, done = l.done or excluded.done
        where l.sequence <= excluded.sequence""";

  /** A split of which only the raw copy is kept is not transformed. */
  private static final String STREAMS =
      """
      select s.stream, s.planned, s.notes, count(p.split),
        count(*) filter (where p.extracted and (p.transformed or s.outputs = '{bronze}')
          and (select count(*) from run_load l where l.run_id = p.run_id and l.stream = p.stream
               and l.split = p.split and l.done)
            = cardinality(coalesce(p.outputs, s.outputs))),
        count(*) filter (where p.extracted),
        count(*) filter (where p.t_sequence >= 0),
        count(*) filter (where p.transformed or (p.extracted and s.outputs = '{bronze}')),
        coalesce(sum(p.bytes), 0), coalesce(sum(p.bytes_read), 0),
        coalesce(sum(p.read), 0), coalesce(sum(p.rejected), 0),
        coalesce(sum(p.t_rejected), 0)
      from run_stream s
      left join run_split p on p.run_id = s.run_id and p.stream = s.stream
      where s.run_id = ?
      group by s.run_id, s.stream
      order by s.position""";

  /** Each difference is taken per split, so that errors of two splits cannot cancel out. */
  private static final String OUTPUTS =
      """
      select s.stream, o.output, count(p.split), count(l.split), count(*) filter (where l.done),
        coalesce(sum(l.read), 0), coalesce(sum(l.loaded), 0), coalesce(sum(l.rejected), 0),
        coalesce(sum(
          case when o.output = 'bronze'
            then abs(p.read - p.rejected - coalesce(l.read, 0))
            else abs(p.read - p.rejected - coalesce(t.read, 0))
              + abs(coalesce(
                  t.read + t.expanded - t.passed - t.rejected - t.filtered - t.merged, 0))
              + abs(coalesce(t.passed, 0) - coalesce(l.read, 0))
          end
          + abs(coalesce(l.read - l.rejected - l.loaded, 0))), 0),
        coalesce(sum(t.read), 0), coalesce(sum(t.passed), 0), coalesce(sum(t.rejected), 0),
        coalesce(sum(t.filtered), 0), coalesce(sum(t.expanded), 0), coalesce(sum(t.merged), 0)
      from run_stream s
      cross join unnest(s.outputs) with ordinality o (output, number)
      left join run_split p on p.run_id = s.run_id and p.stream = s.stream
        and (p.outputs is null or o.output = any (p.outputs))
      left join run_load l on l.run_id = p.run_id and l.stream = p.stream and l.split = p.split
        and l.output = o.output
      left join run_transform t on t.run_id = p.run_id and t.stream = p.stream
        and t.split = p.split and t.output = o.output
      where s.run_id = ?
      group by s.position, s.stream, o.number, o.output
      order by s.position, o.number""";

  private static final String SPLITS =
      """
      select p.stream, p.split, p.origin, p.bytes, p.bytes_read, p.read, p.rejected,
        greatest(p.batches, 0), p.extracted,
        p.transformed or (p.extracted and p.all_outputs = '{bronze}'),
        l.output, l.sequence, l.read, l.loaded, l.rejected, l.done
      from (select p.*, s.position, s.outputs as all_outputs from run_split p
            join run_stream s on s.run_id = p.run_id and s.stream = p.stream
            where p.run_id = ? order by s.position, p.split limit ?) p
      left join run_load l on l.run_id = p.run_id and l.stream = p.stream and l.split = p.split
      order by p.position, p.split, array_position(p.all_outputs, l.output)""";

  private static final String CUT =
      """
      delete from run_split p where p.run_id = ? and p.batches = -1 and p.t_sequence = -1
        and p.stream in (
          select s.stream from run_split s where s.run_id = p.run_id
          group by s.stream having sum(s.read) filter (where s.extracted) >= ?)""";

  private final Database database;
  private final PlanRows plans;

  JdbcProgressStore(Database database) {
    this.database = database;
    this.plans = new PlanRows(database);
  }

  @Override
  public void add(String run, List<Report> reports) {
    List<@Nullable Object[]> noted = new ArrayList<>();
    List<@Nullable Object[]> extracted = new ArrayList<>();
    List<@Nullable Object[]> transformed = new ArrayList<>();
    List<@Nullable Object[]> atOutputs = new ArrayList<>();
    List<@Nullable Object[]> warned = new ArrayList<>();
    List<@Nullable Object[]> loaded = new ArrayList<>();
    for (Report report : reports) {
      switch (report) {
        case Report.Planned plan -> plans.add(run, plan);
        case Report.Extracted e -> {
          extracted.add(
              row(
                  run,
                  e.stream(),
                  e.split(),
                  e.batches(),
                  e.read(),
                  e.rejected(),
                  e.bytes(),
                  e.done()));
          if (e.state() != null) {
            noted.add(row(text(e.state()), run, e.stream()));
          }
        }
        case Report.Transformed t -> {
          transformed.add(
              row(run, t.stream(), t.split(), t.sequence(), t.read(), t.rejected(), t.done()));
          t.warnings().forEach(warning -> warned.add(warning(run, t, warning)));
          t.outputs()
              .forEach(
                  (output, c) ->
                      atOutputs.add(
                          row(
                              run,
                              t.stream(),
                              t.split(),
                              output,
                              t.sequence(),
                              c.read(),
                              c.passed(),
                              c.rejected(),
                              c.filtered(),
                              c.expanded(),
                              c.merged())));
        }
        case Report.Loaded l ->
            loaded.add(
                row(
                    run,
                    l.stream(),
                    l.split(),
                    l.output(),
                    l.sequence(),
                    l.read(),
                    l.loaded(),
                    l.rejected(),
                    l.done()));
        case Report.Audited a -> {}
        case Report.Published p -> {}
        case Report.Cleaned c -> {}
        case Report.Retrying r -> {}
        case Report.Failed f -> {}
      }
    }
    database.batch("update run_stream set state = ? where run_id = ? and stream = ?", noted);
    database.batch(EXTRACTED, extracted);
    database.batch(TRANSFORMED, transformed);
    database.batch(TRANSFORMED_OUTPUT, atOutputs);
    database.batch(WARNED, warned);
    database.batch(LOADED, loaded);
  }

  @Override
  public void aim(String run, PushedSplits pushed) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    List<@Nullable Object[]> columns = new ArrayList<>();
    for (PushedSplits.PushedSplit split : pushed.splits()) {
      if (!split.columns().equals(pushed.columns())
          || !split.sourceColumns().equals(pushed.splits().getFirst().sourceColumns())) {
        columns.add(
            row(split.columns(), split.sourceColumns(), run, pushed.stream(), split.split().id()));
      }
      if (!split.outputs().isEmpty()) {
        rows.add(
            row(split.outputs().toArray(String[]::new), run, pushed.stream(), split.split().id()));
      }
    }
    database.batch(
        "update run_split set outputs = ? where run_id = ? and stream = ? and split = ?", rows);
    database.batch(
        "update work set columns = ?, source_columns = ?"
            + " where run_id = ? and stream = ? and split = ?",
        columns);
  }

  @Override
  public void cut(String run, long limit) {
    database.update(CUT, run, limit);
  }

  @Override
  public void forget(String run, int sinceEpoch) {
    new SplitForgetting(database).run(run, sinceEpoch);
  }

  @Override
  public int sinceEpoch(SplitId split) {
    return database
        .first(
            "select greatest(p.since_epoch, s.since_epoch) from run_stream s left join run_split p"
                + " on p.run_id = s.run_id and p.stream = s.stream and p.split = ?"
                + " where s.run_id = ? and s.stream = ?",
            row -> row.getInt(1),
            split.split(),
            split.run(),
            split.stream())
        .orElse(1);
  }

  @Override
  public Progress progress(String run) {
    return new Progress(
        database.query(STREAMS, JdbcProgressStore::stream, run),
        database.query(OUTPUTS, JdbcProgressStore::output, run));
  }

  @Override
  public List<WarningView> warnings(String run, int limit) {
    return database.query(
        WARNINGS,
        row ->
            new WarningView(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6)),
        run,
        limit);
  }

  @Override
  public List<SplitView> splits(String run, int limit) {
    Map<SplitKey, SplitView> splits = new LinkedHashMap<>();
    for (SplitView row : database.query(SPLITS, JdbcProgressStore::split, run, limit)) {
      splits.merge(
          new SplitKey(row.stream(), row.split()), row, JdbcProgressStore::withMoreOutputs);
    }
    return List.copyOf(splits.values());
  }

  @Override
  public List<SplitKey> splitKeys(String run, Optional<SplitKey> after, int limit) {
    return database.query(
        "select stream, split from run_split where run_id = ? and (stream, split) > (?, ?)"
            + " order by stream, split limit ?",
        row -> new SplitKey(row.getString(1), row.getString(2)),
        run,
        after.map(SplitKey::stream).orElse(""),
        after.map(SplitKey::split).orElse(""),
        limit);
  }

  @Override
  public List<StreamOutputs> outputs(String run) {
    return database.query(
        "select stream, source, outputs, reject_budget from run_stream where run_id = ?"
            + " order by position",
        row ->
            new StreamOutputs(
                row.getString(1),
                row.getString(2),
                texts(row.getArray(3)),
                Optional.ofNullable(row.getString(4)).map(RejectBudget::of)),
        run);
  }

  private static @Nullable Object[] warning(String run, Report.Transformed t, Warning warning) {
    return row(
        run,
        t.stream(),
        t.split(),
        Database.text(warning.step()),
        Database.text(warning.rule()),
        t.sequence(),
        warning.count(),
        Database.text(warning.place()),
        Database.text(warning.message()));
  }

  private static StreamProgress stream(ResultSet row) throws SQLException {
    return new StreamProgress(
        row.getString(1),
        row.getBoolean(2),
        texts(row.getArray(3)),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13));
  }

  private static OutputProgress output(ResultSet row) throws SQLException {
    return new OutputProgress(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        new Counts(
            row.getLong(10),
            row.getLong(11),
            row.getLong(12),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15)));
  }

  private static SplitView split(ResultSet row) throws SQLException {
    String output = row.getString(11);
    return new SplitView(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getBoolean(9),
        row.getBoolean(10),
        output == null
            ? List.of()
            : List.of(
                new SplitView.Load(
                    output,
                    row.getLong(12),
                    row.getLong(13),
                    row.getLong(14),
                    row.getLong(15),
                    row.getBoolean(16))));
  }

  private static SplitView withMoreOutputs(SplitView split, SplitView more) {
    List<SplitView.Load> outputs = new ArrayList<>(split.outputs());
    outputs.addAll(more.outputs());
    return new SplitView(
        split.stream(),
        split.split(),
        split.origin(),
        split.bytes(),
        split.bytesRead(),
        split.read(),
        split.rejected(),
        split.batches(),
        split.extracted(),
        split.transformed(),
        outputs);
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : Database.text(node.toString());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
