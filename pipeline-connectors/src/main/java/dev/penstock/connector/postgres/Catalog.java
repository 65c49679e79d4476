package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.definition.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the system catalogue says about a relation. */
final class Catalog {
  private Catalog() {}

  /**
   * A relation that exists.
   *
   * @param kind {@code pg_class.relkind}: r table, p partitioned table, v view, ...
   */
  record Relation(long oid, char kind, List<Column> columns, List<String> key) {
    boolean isTable() {
      return kind == 'r' || kind == 'p';
    }

    Optional<Column> column(String name) {
      return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
  }

  /**
   * A column.
   *
   * @param filled whether it gets a value where a row brings none
   * @param identity whether that value is the next number of its own sequence
   * @param generated whether a row must not bring one
   * @param required whether it is never NULL
   */
  record Column(
      String name,
      ColumnType type,
      boolean filled,
      boolean identity,
      boolean generated,
      boolean required) {
    /** Whether a row may leave it out. */
    boolean optional() {
      return filled || generated || !required;
    }
  }

  static Optional<Relation> find(Session session, TableName name) throws SQLException {
    return find(session, name.schema(), name.table());
  }

  static Optional<Relation> find(Session session, String schema, String name) throws SQLException {
    Optional<Relation> bare =
        session.first(
            """
            SELECT c.oid::bigint, c.relkind::text FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
            """,
            row -> new Relation(row.getLong(1), row.getString(2).charAt(0), List.of(), List.of()),
            schema,
            name);
    if (bare.isEmpty()) {
      return bare;
    }
    Relation found = bare.get();
    return Optional.of(
        new Relation(
            found.oid(), found.kind(), columns(session, found.oid()), key(session, found.oid())));
  }

  private static List<Column> columns(Session session, long oid) throws SQLException {
    return session.query(
        """
        SELECT a.attname, CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname END,
               a.atttypmod, format_type(a.atttypid, a.atttypmod),
               a.atthasdef OR a.attidentity <> '', a.attidentity <> '',
               a.attgenerated <> '', a.attnotnull
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """,
        row ->
            new Column(
                row.getString(1),
                ColumnType.ofCatalog(row.getString(2), row.getInt(3), row.getString(4)),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8)),
        oid);
  }

  private static List<String> key(Session session, long oid) throws SQLException {
    return session.query(
        """
        SELECT a.attname FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, position)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = ?::oid AND i.indisprimary AND k.position <= i.indnkeyatts
        ORDER BY k.position
        """,
        row -> row.getString(1),
        oid);
  }
}
