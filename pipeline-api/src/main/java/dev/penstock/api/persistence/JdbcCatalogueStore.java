package dev.penstock.api.persistence;

import dev.penstock.api.catalogue.CatalogueStore;
import dev.penstock.api.catalogue.Due;
import dev.penstock.api.catalogue.Publication;
import dev.penstock.api.catalogue.TableKey;
import dev.penstock.api.quality.CheckOutcome;
import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.quality.QualityPoint;
import dev.penstock.api.runs.PublishedTables;
import dev.penstock.api.runs.Run;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.PublishResult.Column;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.PublishResult.TableFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What runs left behind of tables, as rows. */
@ApplicationScoped
class JdbcCatalogueStore implements CatalogueStore, PublishedTables {
  /** Among so many of a pipeline's last runs those are looked for that published a table. */
  private static final int LOOKED_AT = 500;

  // Reports of two runs may come in another order than their publishes: the later one stays. Rows
  // that nobody counted are what they were, with what the run changed.
  private static final String KEEP =
      """
      insert into published_table as old (connection, name, pipeline, part, kind, run_id, version,
        published_at, ordered_at, row_count, columns)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
      on conflict (connection, name) do update set
        pipeline = excluded.pipeline, part = excluded.part,
        kind = coalesce(excluded.kind, old.kind), run_id = excluded.run_id,
        version = excluded.version, published_at = excluded.published_at,
        ordered_at = excluded.ordered_at,
        row_count = coalesce(excluded.row_count,
          case when old.row_count is not null then greatest(0, old.row_count + ?) end),
        columns = case when excluded.columns -> 'columns' = '[]'::jsonb
          then old.columns else excluded.columns end
      where old.published_at <= excluded.published_at""";

  private static final String PUBLICATIONS =
      """
      select t.connection, t.name, t.pipeline, t.part, t.kind, t.run_id, t.version,
        t.published_at, t.ordered_at, t.row_count, t.columns,
        (select (q ->> 'score')::numeric from run_quality rq,
           jsonb_array_elements(rq.tables -> 'tables') q
         where rq.run_id = t.run_id and q ->> 'name' = t.part limit 1)
      from published_table t order by t.name, t.connection limit ?""";

  private static final String DUE =
      """
      select s.pipeline, s.paused, s.next_at, s.last_due,
        coalesce(r.state in ('QUEUED', 'RUNNING', 'AUDITING', 'PUBLISHING'), false)
          or exists (select from schedule_occasion o where o.pipeline_id = s.pipeline_id)
      from schedule s left join run r on r.id = s.last_run
      where s.active""";

  private static final String RUNS =
      """
      select r.id, r.version, r.mode, r.finished_at, (t ->> 'rows')::bigint,
        (t -> 'changes' ->> 'inserted')::bigint, (t -> 'changes' ->> 'updated')::bigint,
        (t -> 'changes' ->> 'deleted')::bigint
      from (select * from run where pipeline = ? order by created_at desc, id desc limit %d) r,
        jsonb_array_elements(r.details -> 'tables') t
      where r.state = 'SUCCEEDED' and not r.dry_run and t ->> 'table' = ?
      order by r.created_at desc, r.id desc limit ?"""
          .formatted(LOOKED_AT);

  private final Database database;
  private final CheckStore checks;

  JdbcCatalogueStore(Database database, CheckStore checks) {
    this.database = database;
    this.checks = checks;
  }

  /** JSON lists as documents of their own. */
  record Columns(List<Column> columns) {}

  @Override
  public void published(Run run, String connection, PublishResult result, Instant at) {
    Map<String, TableFacts> facts =
        result.facts().stream()
            .collect(Collectors.toMap(TableFacts::table, Function.identity(), (a, b) -> a));
    // In one order, so that two runs do not wait for each other.
    List<PublishedTable> tables =
        result.tables().stream().sorted(Comparator.comparing(PublishedTable::table)).toList();
    for (PublishedTable table : tables) {
      TableFacts fact =
          facts.getOrDefault(table.table(), new TableFacts(table.table(), "", null, List.of()));
      Changes changes = table.changes();
      database.update(
          KEEP,
          connection,
          table.table(),
          run.pipeline(),
          table.name(),
          fact.kind().isEmpty() ? null : fact.kind(),
          run.id(),
          run.version(),
          at,
          run.createdAt(),
          fact.rows(),
          Database.text(Documents.write(new Columns(fact.columns()))),
          changes.inserted() - changes.deleted());
    }
  }

  @Override
  public List<Publication> publications(int limit) {
    return database.query(PUBLICATIONS, JdbcCatalogueStore::publication, limit);
  }

  @Override
  public Map<String, Due> due() {
    Map<String, Due> due = new HashMap<>();
    database.query(
        DUE,
        row ->
            due.put(
                row.getString(1),
                new Due(row.getBoolean(2), instant(row, 3), instant(row, 4), row.getBoolean(5))));
    return due;
  }

  @Override
  public List<CheckOutcome> checks(String run) {
    return checks.checks(run);
  }

  @Override
  public List<QualityPoint> trend(String pipeline, int limit) {
    return checks.trend(pipeline, limit);
  }

  @Override
  public List<TableRun> runs(String pipeline, String table, int limit) {
    return database.query(
        RUNS,
        row ->
            new TableRun(
                row.getString(1),
                row.getInt(2),
                row.getString(3).toLowerCase(Locale.ROOT),
                instant(row, 4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8)),
        pipeline,
        table,
        limit);
  }

  private static Publication publication(ResultSet row) throws SQLException {
    long rows = row.getLong(10);
    boolean counted = !row.wasNull();
    BigDecimal quality = row.getBigDecimal(12);
    return new Publication(
        new TableKey(row.getString(1), row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getInt(7),
        row.getObject(8, OffsetDateTime.class).toInstant(),
        row.getObject(9, OffsetDateTime.class).toInstant(),
        counted ? rows : null,
        Documents.read(row.getString(11), Columns.class).columns(),
        quality == null ? null : quality.doubleValue());
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
