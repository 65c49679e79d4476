package dev.penstock.connector.postgres;

import java.sql.SQLException;

/**
 * Creates the schemas that Penstock keeps its books and its staging in, once per database. Safe
 * when several processes start at once.
 */
final class Bookkeeping {
  static final String STAGING_SCHEMA = "_penstock_staging";

  /** Advisory locks of Penstock have this class; the second number says what is locked. */
  static final int LOCK_CLASS = 0x70656e73;

  static final int LOCK_CREATE = 0;

  private static final String DDL =
      """
      CREATE SCHEMA IF NOT EXISTS _penstock;
      CREATE SCHEMA IF NOT EXISTS _penstock_staging;
      CREATE TABLE IF NOT EXISTS _penstock.run (
        run_id text PRIMARY KEY,
        epoch integer NOT NULL,
        closed boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz
      );
      CREATE TABLE IF NOT EXISTS _penstock.load (
        run_id text, stream text, output text, split text,
        sequence bigint NOT NULL,
        read bigint NOT NULL,
        loaded bigint NOT NULL,
        rejected bigint NOT NULL,
        done boolean NOT NULL,
        PRIMARY KEY (run_id, stream, output, split)
      ) WITH (fillfactor = 50);
      CREATE TABLE IF NOT EXISTS _penstock.refused (
        run_id text, stream text, output text, split text, sequence bigint, idx integer,
        step text NOT NULL, rule text NOT NULL, message text NOT NULL, place text NOT NULL,
        original text NOT NULL,
        PRIMARY KEY (run_id, stream, output, split, sequence, idx)
      );
      CREATE TABLE IF NOT EXISTS _penstock.staging (
        run_id text, stream text, output text,
        relation text NOT NULL UNIQUE,
        target text NOT NULL,
        rows bigint,
        PRIMARY KEY (run_id, stream, output)
      );
      CREATE TABLE IF NOT EXISTS _penstock.publication (
        run_id text PRIMARY KEY,
        published_at timestamptz NOT NULL DEFAULT now(),
        result text NOT NULL
      );
      ALTER TABLE _penstock.run ADD COLUMN IF NOT EXISTS audit text;
      ALTER TABLE _penstock.staging ADD COLUMN IF NOT EXISTS merges boolean NOT NULL DEFAULT false;
      """;

  private final Transactions transactions;
  private final String where;
  private volatile boolean ready;

  Bookkeeping(Transactions transactions, String where) {
    this.transactions = transactions;
    this.where = where;
  }

  /** Asks the database only the first time. */
  void ensure() {
    if (!ready) {
      transactions.run(
          where,
          session -> {
            create(session);
            return true;
          });
      ready = true;
    }
  }

  private static void create(Session session) throws SQLException {
    if (exists(session)) {
      return;
    }
    session.query("SELECT pg_advisory_xact_lock(?, ?)", _ -> true, LOCK_CLASS, LOCK_CREATE);
    if (!exists(session)) {
      session.execute(DDL);
    }
  }

  private static boolean exists(Session session) throws SQLException {
    // The last thing that the DDL makes, so that books of an earlier version get what they lack.
    return session.number(
            """
            SELECT count(*) FROM pg_attribute
            WHERE attrelid = to_regclass('_penstock.staging') AND attname = 'merges'
            """)
        > 0;
  }
}
