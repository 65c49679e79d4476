package dev.penstock.api.persistence;

import dev.penstock.api.access.ApiKey;
import dev.penstock.api.access.KeyStore;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and sessions as rows. */
@ApplicationScoped
class JdbcKeyStore implements KeyStore {
  private static final String KEY =
      "select id, name, role, pipelines, created_at, created_by, expires_at, last_used_at,"
          + " revoked_at, digest from api_key";

  private final Database database;

  JdbcKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public void add(ApiKey key, byte[] digest) {
    database.update(
        "insert into api_key (id, name, digest, role, pipelines, created_at, created_by,"
            + " expires_at) values (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)",
        key.id(),
        Database.text(key.name()),
        digest,
        key.role().word(),
        String.join(",", key.scope().pipelines()),
        key.createdAt(),
        Database.text(key.createdBy()),
        key.expiresAt());
  }

  @Override
  public Optional<Kept> find(String id) {
    return database.first(
        KEY + " where id = ?", row -> new Kept(key(row), row.getBytes(10)), Database.text(id));
  }

  @Override
  public List<ApiKey> list(int limit) {
    return database.query(KEY + " order by created_at desc, id limit ?", JdbcKeyStore::key, limit);
  }

  @Override
  public void used(String id, Instant at) {
    database.update("update api_key set last_used_at = ? where id = ?", at, id);
  }

  @Override
  public boolean revoke(String id, Instant at) {
    database.update("delete from access_session where api_key = ?", Database.text(id));
    return database.update(
            "update api_key set revoked_at = ? where id = ? and revoked_at is null",
            at,
            Database.text(id))
        > 0;
  }

  @Override
  public void begin(
      byte[] session, @Nullable String key, byte @Nullable [] admin, Instant at, Instant end) {
    database.update(
        "insert into access_session (digest, api_key, admin_key, created_at, expires_at)"
            + " values (?, ?, ?::bytea, ?, ?)",
        session,
        key,
        admin,
        at,
        end);
  }

  @Override
  public Optional<KeptSession> session(byte[] session) {
    return database.first(
        "select api_key, admin_key, created_at, expires_at from access_session where digest = ?",
        row ->
            new KeptSession(
                row.getString(1),
                row.getBytes(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getObject(4, OffsetDateTime.class).toInstant()),
        session);
  }

  @Override
  public void extend(byte[] session, Instant end) {
    database.update("update access_session set expires_at = ? where digest = ?", end, session);
  }

  @Override
  public boolean end(byte[] session) {
    return database.update("delete from access_session where digest = ?", session) > 0;
  }

  @Override
  public int forget(Instant before, int most) {
    return database.update(
        "delete from access_session where digest in"
            + " (select digest from access_session where expires_at < ? order by expires_at"
            + " limit ?)",
        before,
        most);
  }

  @Override
  public Optional<String> pipelineOfRun(String run) {
    return database.first(
        "select pipeline from run where id = ?", row -> row.getString(1), Database.text(run));
  }

  @Override
  public Optional<String> pipelineOfBackfill(String backfill) {
    return database.first(
        "select pipeline from backfill where id = ?",
        row -> row.getString(1),
        Database.text(backfill));
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String pipelines = row.getString(4);
    return new ApiKey(
        row.getString(1),
        row.getString(2),
        Role.of(row.getString(3)).orElseThrow(),
        pipelines.isEmpty() ? Scope.ALL : new Scope(List.of(pipelines.split(","))),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getString(6),
        time(row, 7),
        time(row, 8),
        time(row, 9));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
