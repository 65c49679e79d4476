package dev.penstock.api.persistence;

import dev.penstock.api.metrics.SampleStore;
import dev.penstock.messaging.RunState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the state with a few queries that have indexes. */
@ApplicationScoped
class JdbcSampleStore implements SampleStore {
  private static final String RUNS =
      """
      select state, count(*),
        count(*) filter (where jsonb_typeof(details->'stalled') = 'object')
      from run where state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING')
      group by state\
      """;

  private static final String WAITING =
      """
      select (select count(*) from outbox), (select coalesce(min(id), 0) from outbox),
        (select count(*) from hook_delivery where state = 'WAITING'),
        (select count(*) from schedule
          where active and not paused and next_at < now() - interval '1 minute')\
      """;

  private final Database database;

  JdbcSampleStore(Database database) {
    this.database = database;
  }

  @Override
  public Sample take(int pipelines) {
    Map<RunState, Long> runs = new EnumMap<>(RunState.class);
    long stalled = 0;
    record Row(RunState state, long runs, long stalled) {}
    for (Row row :
        database.query(
            RUNS,
            row -> new Row(RunState.valueOf(row.getString(1)), row.getLong(2), row.getLong(3)))) {
      runs.put(row.state(), row.runs());
      stalled += row.stalled();
    }
    List<String> names =
        database.query(
            "select name from pipeline where not deleted order by name limit ?",
            row -> row.getString(1),
            pipelines);
    long stands = stalled;
    return database
        .first(
            WAITING,
            row ->
                new Sample(
                    runs,
                    stands,
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    names))
        .orElseThrow();
  }
}
