package dev.penstock.connector.postgres;

import dev.penstock.batch.Columns;
import dev.penstock.connector.Connection;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.database.Server;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.source.ColumnUnion;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of raw copies as their sources had them: a table has only columns of its own types.
 * Noted when a copy is staged; the note becomes that of the table in the transaction that publishes
 * the copy.
 */
public final class RawColumns {
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private RawColumns() {}

  /**
   * The note of a published table; empty where there is none.
   *
   * @throws dev.penstock.error.PenstockException where the database does not answer as expected
   */
  public static Optional<Schema> find(Connection connection, TableName table) {
    try (java.sql.Connection opened = Server.POSTGRESQL.connect(connection, SILENCE)) {
      Server.POSTGRESQL.limitStatements(opened, SILENCE);
      Session session = new Session(opened);
      boolean kept = session.number("SELECT count(to_regclass('_penstock.raw_columns'))") > 0;
      return kept ? published(session, table) : Optional.empty();
    } catch (SQLException e) {
      throw SqlErrors.translate("table " + table, e);
    }
  }

  /** Notes the columns of a raw copy that was just registered. */
  static void stage(Session session, LoadBatch batch) throws SQLException {
    session.update(
        "UPDATE _penstock.staging SET columns = ? WHERE run_id = ? AND stream = ? AND output = ?",
        own(batch.rows().getSchema()).toJson(),
        batch.split().run(),
        batch.split().stream(),
        batch.output());
  }

  /** Makes the notes of a run's raw copies those of their tables. */
  static void publish(Session session, String run, StagedPipeline pipeline) throws SQLException {
    for (Loaded item : pipeline.loaded()) {
      if (!item.layer().equals(StreamDefinition.BRONZE)) {
        continue;
      }
      Optional<Schema> staged = staged(session, run, item);
      if (staged.isEmpty()) {
        continue;
      }
      Optional<Schema> before =
          item.mode() == LoadMode.REPLACE ? Optional.empty() : published(session, item.target());
      Schema columns = before.map(old -> ColumnUnion.of(old, staged.get())).orElse(staged.get());
      session.update(
          """
          INSERT INTO _penstock.raw_columns (target, columns) VALUES (?, ?)
          ON CONFLICT (target) DO UPDATE SET columns = excluded.columns
          """,
          item.target().toString(),
          columns.toJson());
    }
  }

  private static Optional<Schema> staged(Session session, String run, Loaded item)
      throws SQLException {
    return session
        .first(
            "SELECT columns FROM _penstock.staging"
                + " WHERE relation = ? AND run_id = ? AND columns IS NOT NULL",
            row -> row.getString(1),
            item.relation(),
            run)
        .map(RawColumns::schema);
  }

  private static Optional<Schema> published(Session session, TableName table) throws SQLException {
    return session
        .first(
            "SELECT columns FROM _penstock.raw_columns WHERE target = ?",
            row -> row.getString(1),
            table.toString())
        .map(RawColumns::schema);
  }

  private static Schema own(Schema schema) {
    return new Schema(
        schema.getFields().stream()
            .filter(field -> !field.getName().equals(Columns.PLACE))
            .toList());
  }

  private static Schema schema(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new IllegalStateException("a note of columns is not readable", e);
    }
  }
}
