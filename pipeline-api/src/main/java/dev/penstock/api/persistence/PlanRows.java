package dev.penstock.api.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.Split;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans as rows: the splits for their counts, and as work that waits. Thread-safe. */
final class PlanRows {
  private static final String SPLIT =
      """
      insert into run_split (run_id, stream, split, origin, bytes) values (?, ?, ?, ?, ?)
      on conflict (run_id, stream, split) do update
        set origin = excluded.origin, bytes = excluded.bytes""";

  private static final String WORK =
      """
      insert into work (run_id, stream, split, number, spec) values (?, ?, ?, ?, ?)
      on conflict (run_id, stream, split) do nothing""";

  /** What an earlier try told before it was given up; nothing of it was given out. */
  private static final String WORK_BEFORE =
      "delete from work where run_id = ? and stream = ? and split <> ''";

  private static final String SPLITS_BEFORE =
      "delete from run_split where run_id = ? and stream = ? and batches = -1 and t_sequence = -1";

  private static final String STREAM =
      """
      update run_stream set planned = ?, columns = ?, source_columns = ?, state = ?, notes = ?,
        held = ?
      where run_id = ? and stream = ?""";

  private final Database database;

  PlanRows(Database database) {
    this.database = database;
  }

  /** Adds a part of a plan to a locked run, unless the stream's plan is complete already. */
  void add(String run, Report.Planned plan) {
    boolean planned =
        database
            .first(
                "select planned from run_stream where run_id = ? and stream = ?",
                row -> row.getBoolean(1),
                run,
                plan.stream())
            .orElse(true);
    if (planned) {
      return;
    }
    if (plan.part() == 0) {
      database.update(WORK_BEFORE, run, plan.stream());
      database.update(SPLITS_BEFORE, run, plan.stream());
    }
    List<@Nullable Object[]> splits = new ArrayList<>();
    List<@Nullable Object[]> work = new ArrayList<>();
    int number = next(run, plan.stream());
    List<Split> all = new ArrayList<>(plan.splits());
    if (plan.last()) {
      all.addAll(vanished(run, plan));
    }
    for (Split split : all) {
      splits.add(
          new @Nullable Object[] {
            run, plan.stream(), split.id(), Database.text(split.origin()), split.bytes()
          });
      work.add(
          new @Nullable Object[] {
            run,
            plan.stream(),
            split.id(),
            number++,
            Database.text(new String(Json.write(split), UTF_8))
          });
    }
    database.batch(SPLIT, splits);
    database.batch(WORK, work);
    database.update(
        STREAM,
        plan.last(),
        Database.text(plan.schema()),
        Database.text(plan.sourceSchema()),
        plan.state() == null ? null : Database.text(plan.state().toString()),
        plan.notes().stream().map(Database::text).toArray(String[]::new),
        plan.held(),
        run,
        plan.stream());
  }

  /**
   * Splits that only an earlier plan of the run had. What is loaded of them goes when they are read
   * again, as splits of nothing.
   */
  private List<Split> vanished(String run, Report.Planned plan) {
    Set<String> now = plan.splits().stream().map(Split::id).collect(Collectors.toSet());
    return database
        .query(
            "select id from run_stream s, unnest(s.earlier) as id where s.run_id = ?"
                + " and s.stream = ? and not exists (select from run_split p where p.run_id ="
                + " s.run_id and p.stream = s.stream and p.split = id)",
            row -> row.getString(1),
            run,
            plan.stream())
        .stream()
        .filter(id -> !now.contains(id))
        .map(Split::ofNothing)
        .toList();
  }

  /** Splits are numbered from 0 in the plan's order. */
  private int next(String run, String stream) {
    return database
        .first(
            "select coalesce(max(number), -1) + 1 from work where run_id = ? and stream = ?",
            row -> row.getInt(1),
            run,
            stream)
        .orElse(0);
  }
}
