package dev.penstock.connector.postgres;

import java.sql.SQLException;

/** Refuses SQL of authors that is not exactly one query. */
final class OneQuery {
  /**
   * Opening a cursor demands exactly one statement that returns rows, and parses it alone, so that
   * no bracket in it can end the query that it is embedded in afterwards.
   */
  private static final String OPEN =
      """
      DO $$ DECLARE c refcursor; BEGIN
      OPEN c FOR EXECUTE current_setting('penstock.query'); CLOSE c; END $$
      """;

  private OneQuery() {}

  /** Throws what the database says where it is none. */
  static void demand(Session session, String sql) throws SQLException {
    session.query("SELECT set_config('penstock.query', ?, true)", _ -> true, sql);
    session.execute(OPEN);
  }

  /** The database's words about it, in those of a definition. */
  static String words(String message, String what) {
    return message
        .replace("cannot open multi-query plan as cursor", what + " is one query, not several")
        .replaceAll("cannot open (.*) query as cursor", what + " is a SELECT, not $1");
  }
}
