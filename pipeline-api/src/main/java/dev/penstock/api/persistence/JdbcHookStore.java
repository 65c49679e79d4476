package dev.penstock.api.persistence;

import dev.penstock.api.hooks.Delivery;
import dev.penstock.api.hooks.HookStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deliveries as rows. Who has one, and whether it is due, is judged by the database's clock. */
@ApplicationScoped
class JdbcHookStore implements HookStore {
  private static final String COLUMNS =
      "id, run_id, hook, moment, occasion, notifier, blocking, event, state, attempts, last_error,"
          + " created_at, next_attempt_at, deadline_at, delivered_at, lease";

  private static final String DUE =
      """
      select id from hook_delivery
      where state = 'WAITING' and next_attempt_at <= now()
        and (leased_until is null or leased_until < now()) and not notifier = any (?)
      order by blocking desc, next_attempt_at
      limit 1
      for update skip locked\
      """;

  private static final String CLAIM =
      "update hook_delivery set attempts = attempts + 1, lease = ?,"
          + " leased_until = now() + make_interval(secs => ?) where id = ("
          + DUE
          + ") returning "
          + COLUMNS;

  private static final String DECIDED =
      """
      select distinct d.run_id from hook_delivery d join run r on r.id = d.run_id
      where d.blocking and not d.settled and (d.state <> 'WAITING' or d.deadline_at <= ?)
        and r.state in ('RUNNING', 'AUDITING')
      limit ?\
      """;

  private static final String MINE = " where id = ? and lease = ? and state = 'WAITING'";

  private final Database database;

  JdbcHookStore(Database database) {
    this.database = database;
  }

  @Override
  public void add(Delivery delivery) {
    database.update(
        "insert into hook_delivery (id, run_id, hook, moment, occasion, notifier, blocking, event,"
            + " state, created_at, next_attempt_at, deadline_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        delivery.id(),
        delivery.run(),
        delivery.hook(),
        delivery.moment(),
        delivery.occasion(),
        delivery.notifier(),
        delivery.blocking(),
        Database.text(delivery.event()),
        delivery.state().name(),
        delivery.createdAt(),
        delivery.nextAttemptAt(),
        delivery.deadline());
  }

  @Override
  public List<Delivery> blocking(String run, String occasion) {
    return database.query(
        "select " + COLUMNS + " from hook_delivery where run_id = ? and occasion = ? and blocking",
        JdbcHookStore::delivery,
        run,
        occasion);
  }

  @Override
  public List<Delivery> of(String run) {
    return database.query(
        "select " + COLUMNS + " from hook_delivery where run_id = ? order by created_at, hook, id",
        JdbcHookStore::delivery,
        run);
  }

  @Override
  public Optional<String> trace(String run) {
    return database.first(
        "select traceparent from run where id = ? and traceparent is not null",
        row -> row.getString(1),
        run);
  }

  @Override
  public boolean told(String run, String hook, String moment) {
    return database
        .first(
            "select 1 from hook_delivery where run_id = ? and hook = ? and moment = ?",
            row -> true,
            run,
            hook,
            moment)
        .isPresent();
  }

  @Override
  public Optional<Delivery> claim(Collection<String> busy, String lease, Duration time) {
    return database.first(
        CLAIM,
        JdbcHookStore::delivery,
        lease,
        time.toMillis() / 1000.0,
        busy.toArray(String[]::new));
  }

  @Override
  public void delivered(Delivery claimed, Instant now) {
    database.update(
        "update hook_delivery set state = 'DELIVERED', delivered_at = ?, lease = null,"
            + " leased_until = null"
            + MINE,
        now,
        claimed.id(),
        claimed.lease());
  }

  @Override
  public void failed(Delivery claimed, String error, Optional<Instant> next) {
    database.update(
        "update hook_delivery set state = ?, last_error = ?,"
            + " next_attempt_at = coalesce(?, next_attempt_at), lease = null, leased_until = null"
            + MINE,
        (next.isPresent() ? Delivery.State.WAITING : Delivery.State.GAVE_UP).name(),
        Database.text(error),
        next.orElse(null),
        claimed.id(),
        claimed.lease());
  }

  @Override
  public void giveUp(String id, String error) {
    database.update(
        "update hook_delivery set state = 'GAVE_UP', last_error = ? where id = ?"
            + " and state = 'WAITING'",
        Database.text(error),
        id);
  }

  @Override
  public List<String> decided(Instant now, int limit) {
    return database.query(DECIDED, row -> row.getString(1), now, limit);
  }

  @Override
  public void settle(String run, Instant now) {
    database.update(
        "update hook_delivery set settled = true where run_id = ? and blocking and not settled"
            + " and (state <> 'WAITING' or deadline_at <= ?)",
        run,
        now);
  }

  @Override
  public void forget(Instant madeBefore) {
    database.update(
        "delete from hook_delivery where created_at < ? and state <> 'WAITING'", madeBefore);
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getBoolean(7),
        row.getString(8),
        Delivery.State.valueOf(row.getString(9)),
        row.getInt(10),
        row.getString(11),
        Objects.requireNonNull(time(row, 12)),
        Objects.requireNonNull(time(row, 13)),
        time(row, 14),
        time(row, 15),
        row.getString(16));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
