package dev.penstock.api.persistence;

import dev.penstock.api.hooks.WatchStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** Marks as rows. A mark has whatever a report can change, in one text. */
@ApplicationScoped
class JdbcWatchStore implements WatchStore {
  private static final String ACTIVE =
      """
      select r.id,
        concat_ws(' ', r.state, r.epoch, r.attempt,
          (select count(*) from run_stream s where s.run_id = r.id and s.planned),
          (select concat_ws(' ', sum(p.batches), sum(p.bytes_read), sum(p.read),
                  sum(p.t_sequence), count(*) filter (where p.extracted),
                  count(*) filter (where p.transformed))
           from run_split p where p.run_id = r.id),
          (select concat_ws(' ', sum(l.sequence), sum(l.read), count(*) filter (where l.done))
           from run_load l where l.run_id = r.id)),
        w.mark, w.moved_at, coalesce(jsonb_typeof(r.details->'stalled') = 'object', false)
      from run r left join run_watch w on w.run_id = r.id
      where r.state in ('RUNNING', 'AUDITING', 'PUBLISHING')
      order by r.id""";

  private final Database database;

  JdbcWatchStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Watched> active() {
    return database.query(
        ACTIVE,
        row -> {
          OffsetDateTime moved = row.getObject(4, OffsetDateTime.class);
          return new Watched(
              row.getString(1),
              row.getString(2),
              row.getString(3),
              moved == null ? null : moved.toInstant(),
              row.getBoolean(5));
        });
  }

  @Override
  public void moved(String run, String mark, Instant now) {
    database.update(
        "insert into run_watch (run_id, mark, moved_at) values (?, ?, ?)"
            + " on conflict (run_id) do update"
            + " set mark = excluded.mark, moved_at = excluded.moved_at",
        run,
        mark,
        now);
  }

  @Override
  public void forgetOver() {
    database.update(
        "delete from run_watch w using run r where r.id = w.run_id"
            + " and r.state not in ('RUNNING', 'AUDITING', 'PUBLISHING')");
  }
}
