package dev.penstock.connector.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.PublishResult;
import dev.penstock.definition.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tables that Penstock keeps in the file: which staging a run has, and what it published. */
final class Books {
  static final String STAGING_SCHEMA = "_penstock_staging";

  /** Does nothing where it was done before. */
  static final String DDL =
      """
      CREATE SCHEMA IF NOT EXISTS _penstock;
      CREATE SCHEMA IF NOT EXISTS _penstock_staging;
      CREATE TABLE IF NOT EXISTS _penstock.run (
        run_id VARCHAR PRIMARY KEY,
        epoch INTEGER NOT NULL,
        closed BOOLEAN NOT NULL DEFAULT false,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        closed_at TIMESTAMPTZ
      );
      CREATE TABLE IF NOT EXISTS _penstock.load (
        run_id VARCHAR, stream VARCHAR, output VARCHAR, split VARCHAR,
        sequence BIGINT NOT NULL,
        read BIGINT NOT NULL,
        loaded BIGINT NOT NULL,
        rejected BIGINT NOT NULL,
        done BOOLEAN NOT NULL,
        PRIMARY KEY (run_id, stream, output, split)
      );
      ALTER TABLE _penstock.load ADD COLUMN IF NOT EXISTS epoch INTEGER DEFAULT 1;
      CREATE TABLE IF NOT EXISTS _penstock.refused (
        run_id VARCHAR, stream VARCHAR, output VARCHAR, split VARCHAR, sequence BIGINT,
        idx INTEGER, step VARCHAR NOT NULL, rule VARCHAR NOT NULL, message VARCHAR NOT NULL,
        place VARCHAR NOT NULL, original VARCHAR NOT NULL
      );
      CREATE TABLE IF NOT EXISTS _penstock.staging (
        run_id VARCHAR, stream VARCHAR, output VARCHAR,
        relation VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        rows BIGINT,
        PRIMARY KEY (run_id, stream, output)
      );
      CREATE TABLE IF NOT EXISTS _penstock.publication (
        run_id VARCHAR PRIMARY KEY,
        published_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        result VARCHAR NOT NULL
      );
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Books() {}

  /**
   * A registered staging relation.
   *
   * @param rows as audited; empty before
   */
  record Entry(String relation, Optional<Long> rows) {}

  static void register(
      Session session, String run, String stream, String output, String relation, TableName target)
      throws SQLException {
    session.update(
        """
        INSERT INTO _penstock.staging (run_id, stream, output, relation, target)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        run,
        stream,
        output,
        relation,
        target.toString());
  }

  static List<Entry> staged(Session session, String run) throws SQLException {
    return session.query(
        "SELECT relation, rows FROM _penstock.staging WHERE run_id = ?",
        row -> new Entry(row.getString(1), Optional.ofNullable(row.getObject(2, Long.class))),
        run);
  }

  static Optional<PublishResult> publication(Session session, String run) throws SQLException {
    return session
        .first(
            "SELECT result FROM _penstock.publication WHERE run_id = ?",
            row -> row.getString(1),
            run)
        .map(Books::parse);
  }

  static void keep(Session session, String run, PublishResult result) throws SQLException {
    session.update(
        "INSERT INTO _penstock.publication (run_id, result) VALUES (?, ?)", run, write(result));
  }

  private static PublishResult parse(String json) {
    try {
      return JSON.readValue(json, PublishResult.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a publication's note is not readable", e);
    }
  }

  private static String write(PublishResult result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
