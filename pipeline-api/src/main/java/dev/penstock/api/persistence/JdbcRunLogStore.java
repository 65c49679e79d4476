package dev.penstock.api.persistence;

import dev.penstock.api.logs.LogFilter;
import dev.penstock.api.logs.LogLevel;
import dev.penstock.api.logs.LogPage;
import dev.penstock.api.logs.LogView;
import dev.penstock.api.logs.RunLogStore;
import dev.penstock.messaging.LogLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines as rows. The tally is one row a run; its lock puts everything about a log in order. */
@ApplicationScoped
class JdbcRunLogStore implements RunLogStore {
  /** Lines that may be too many before they are removed, so that not every line removes one. */
  private static final int SLACK = 500;

  private final Database database;

  JdbcRunLogStore(Database database) {
    this.database = database;
  }

  private record Tally(long kept) {}

  @Override
  public void add(String run, List<LogLine> lines, int keep, Instant now) {
    List<LogLine> said = lines.stream().filter(line -> !line.message().isEmpty()).toList();
    long dropped = lines.stream().mapToLong(LogLine::dropped).sum();
    List<Tally> tally =
        database.query(
            "insert into run_log_tally as t (run_id, kept, dropped, last_at)"
                + " select id, ?, ?, ? from run where id = ?"
                + " on conflict (run_id) do update set kept = t.kept + excluded.kept,"
                + " dropped = t.dropped + excluded.dropped, last_at = excluded.last_at"
                + " returning kept",
            row -> new Tally(row.getLong(1)),
            (long) said.size(),
            dropped,
            now,
            run);
    if (tally.isEmpty()) {
      return;
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LogLine line : said) {
      rows.add(
          new @Nullable Object[] {
            run,
            Instant.ofEpochMilli(line.atMillis()),
            level(line.level()),
            Database.text(line.service()),
            text(line.stream()),
            text(line.split()),
            Database.text(line.message())
          });
    }
    database.batch(
        "insert into run_log (run_id, at, level, service, stream, split, message)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        rows);
    if (tally.getFirst().kept() > keep + SLACK) {
      int removed =
          database.update(
              "delete from run_log where run_id = ? and id <= (select id from run_log"
                  + " where run_id = ? order by id desc offset ? limit 1)",
              run,
              run,
              keep);
      database.update(
          "update run_log_tally set kept = kept - ?, dropped = dropped + ? where run_id = ?",
          removed,
          removed,
          run);
    }
  }

  @Override
  public LogPage list(String run, LogFilter filter) {
    StringBuilder sql =
        new StringBuilder(
            "select id, at, level, service, stream, split, message from run_log"
                + " where run_id = ? and id > ? and level >= ?");
    List<Object> parameters =
        new ArrayList<>(List.of(run, filter.after(), filter.level().ordinal()));
    filter
        .service()
        .ifPresent(
            service -> {
              sql.append(" and service = ?");
              parameters.add(Database.text(service));
            });
    filter
        .q()
        .ifPresent(
            q -> {
              sql.append(" and position(lower(?) in lower(message)) > 0");
              parameters.add(Database.text(q));
            });
    sql.append(" order by id limit ?");
    parameters.add(filter.limit() + 1);
    List<Long> ids = new ArrayList<>();
    List<LogView> lines =
        database.query(
            sql.toString(),
            row -> {
              ids.add(row.getLong(1));
              return new LogView(
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  LogLevel.values()[row.getInt(3)].name(),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7));
            },
            parameters.toArray());
    boolean more = lines.size() > filter.limit();
    long dropped =
        database
            .first("select dropped from run_log_tally where run_id = ?", row -> row.getLong(1), run)
            .orElse(0L);
    return new LogPage(
        more ? lines.subList(0, filter.limit()) : lines,
        more ? Long.toString(ids.get(filter.limit() - 1)) : null,
        dropped);
  }

  @Override
  public int forget(Instant before, int most) {
    return database.update(
        "delete from run_log_tally where run_id in"
            + " (select run_id from run_log_tally where last_at < ? order by last_at limit ?)",
        before,
        most);
  }

  private static int level(String name) {
    return Arrays.stream(LogLevel.values())
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElse(LogLevel.WARN)
        .ordinal();
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null ? null : Database.text(text);
  }
}
