package dev.penstock.connector.jdbc;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.connector.database.Server;
import dev.penstock.connector.jdbc.JdbcOptions.Table;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** PostgreSQL. */
final class PostgresDialect implements Dialect {
  /** Types whose values are small and that arrive as something else than text. */
  private static final Map<String, ArrowType> SCALARS =
      Map.ofEntries(
          Map.entry("bool", Types.BOOL),
          Map.entry("int2", Types.INT16),
          Map.entry("smallserial", Types.INT16),
          Map.entry("int4", Types.INT32),
          Map.entry("serial", Types.INT32),
          Map.entry("int8", Types.INT64),
          Map.entry("bigserial", Types.INT64),
          Map.entry("oid", Types.INT64),
          Map.entry("float4", Types.FLOAT),
          Map.entry("float8", Types.DOUBLE),
          Map.entry("date", Types.DATE),
          Map.entry("time", Types.TIME),
          Map.entry("timestamp", Types.TIMESTAMP),
          Map.entry("timestamptz", Types.INSTANT));

  /** The catalogue's names of types that the driver calls after their sequences. */
  private static final Map<String, String> SERIALS =
      Map.of("smallserial", "int2", "serial", "int4", "bigserial", "int8");

  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");
  private static final int CUT = 1_000;

  /** What importing a snapshot that is not there is answered with, by version. */
  private static final Set<String> NO_SNAPSHOT = Set.of("22023", "42704", "55000", "58P01");

  @Override
  public Server server() {
    return Server.POSTGRESQL;
  }

  @Override
  public boolean sharesSnapshots() {
    return true;
  }

  /** Each fetch counts for itself. */
  @Override
  public Duration readingLimit(Limits limits) {
    return limits.planning();
  }

  @Override
  public void prepare(Session session) {
    session.execute(
        """
        SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = 0;
        SET timezone = 'UTC'; SET bytea_output = 'hex'; SET intervalstyle = 'postgres';
        SET standard_conforming_strings = on; SET synchronize_seqscans = off;
        SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
        """);
    // Those of newer versions that would end a transaction while its reader is held up.
    session.query(
        "SELECT set_config(name, '0', false) FROM pg_settings"
            + " WHERE name IN ('transaction_timeout', 'idle_session_timeout')",
        row -> row.getString(1));
  }

  @Override
  public void begin(Session session, Optional<Snapshot> snapshot) {
    session.run(
        () -> {
          Connection connection = session.connection();
          connection.setReadOnly(true);
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          connection.setAutoCommit(false);
          if (snapshot.isPresent()) {
            join(session, snapshot.get());
          }
        });
  }

  private static void join(Session session, Snapshot snapshot) throws SQLException {
    try (Statement statement = session.statement()) {
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot.id().replace("'", "''") + "'");
    } catch (SQLException e) {
      if (NO_SNAPSHOT.contains(String.valueOf(e.getSQLState()))) {
        session.abandon();
        throw Snapshot.lost(session.where());
      }
      throw e;
    }
    if (!fingerprint(session).equals(snapshot.sees())) {
      throw Snapshot.lost(session.where());
    }
  }

  /** Exports the session's snapshot; it lasts as long as the session. */
  static Snapshot export(Session session) {
    String sees = fingerprint(session);
    return new Snapshot(session.text("SELECT pg_export_snapshot()").orElseThrow(), sees);
  }

  private static String fingerprint(Session session) {
    return Digest.of(session.text("SELECT pg_current_snapshot()::text").orElseThrow());
  }

  @Override
  public String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public SqlColumn column(ResultSetMetaData meta, int index) throws SQLException {
    String name = meta.getColumnLabel(index);
    String type = meta.getColumnTypeName(index);
    type = SERIALS.getOrDefault(type, type);
    boolean nullable = meta.isNullable(index) != ResultSetMetaData.columnNoNulls;
    if (type.equals("numeric")) {
      ArrowType decimal = Types.decimal(meta.getPrecision(index), meta.getScale(index));
      return new SqlColumn(
          name, type, Field.nullable(name, decimal), decimal == Types.TEXT, nullable);
    }
    boolean array = meta.getColumnType(index) == java.sql.Types.ARRAY && type.startsWith("_");
    if (array && !type.equals("_box")) {
      Field element = scalar(ListVector.DATA_VECTOR_NAME, type.substring(1));
      Field list = new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
      return new SqlColumn(name, type, list, true, nullable);
    }
    return new SqlColumn(name, type, scalar(name, type), !SCALARS.containsKey(type), nullable);
  }

  private static Field scalar(String name, String type) {
    return switch (type) {
      case "json", "jsonb" -> ExtensionTypes.json(name);
      case "uuid" -> ExtensionTypes.uuid(name);
      case "bytea" -> Field.nullable(name, Types.BINARY);
      default -> Field.nullable(name, SCALARS.getOrDefault(type, Types.TEXT));
    };
  }

  @Override
  public String literal(SqlColumn column, String text) {
    return "'" + text.replace("'", "''") + "'::" + column.type();
  }

  @Override
  public String asText(String expression) {
    return "(" + expression + ")::text";
  }

  @Override
  public String selected(SqlColumn column, String expression) {
    if (column.type().equals("inet")) {
      // Its cast to text is the one that writes something else than what the server shows.
      return "CASE WHEN %1$s IS NOT NULL THEN format('%%s', %1$s) END".formatted(expression);
    }
    return plain(column) ? expression : expression + "::text";
  }

  /** Whether the value can be sent as it is; the others become text first, to be cut. */
  private static boolean plain(SqlColumn column) {
    return !column.sized() || column.binary() || TEXTS.contains(column.type());
  }

  @Override
  public String cut(SqlColumn column, String expression) {
    if (column.binary()) {
      return "substring(" + expression + " FOR " + CUT + ")";
    }
    String start = "left(" + expression + "::text, " + CUT + ")";
    return column.type().equals("bpchar") ? start + "::bpchar" : start;
  }

  @Override
  public String length(SqlColumn column, String expression) {
    return "octet_length(" + selected(column, expression) + ")";
  }

  @Override
  public String ordered(SqlColumn column, String expression) {
    boolean comparable = !column.sized() || column.binary() || TEXTS.contains(column.type());
    return comparable ? expression : expression + "::text";
  }

  @Override
  public String fence(String order) {
    return order + " OFFSET 0";
  }

  @Override
  public TableFacts table(Session session, Table table) {
    Optional<String> oid =
        session.text(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = "
                + text(table.schema())
                + " AND c.relname = "
                + text(table.name()));
    if (oid.isEmpty()) {
      throw missing(session, table);
    }
    // A table with children shows their rows too, and its indexes say nothing of those.
    boolean alone =
        session
            .text(
                "SELECT 1 FROM pg_class c WHERE c.oid = %1$s AND (c.relkind = 'p' OR c.relkind IN ('r', 'm') AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid))"
                    .formatted(oid.get()))
            .isPresent();
    if (!alone) {
      return new TableFacts(List.of(), Set.of(), 0);
    }
    long pages =
        session
            .text(
                """
                SELECT pg_relation_size(c.oid) / current_setting('block_size')::bigint
                FROM pg_class c JOIN pg_am a ON a.oid = c.relam
                WHERE c.oid = %s AND c.relkind IN ('r', 'm') AND a.amname = 'heap'
                """
                    .formatted(oid.get()))
            .map(Long::parseLong)
            .map(size -> Math.max(1, size))
            .orElse(0L);
    return new TableFacts(key(session, oid.get()), unique(session, oid.get()), pages);
  }

  private static List<String> key(Session session, String oid) {
    return session.query(
        """
        SELECT a.attname FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, position)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = %s AND i.indisprimary AND k.position <= i.indnkeyatts
        ORDER BY k.position
        """
            .formatted(oid),
        row -> row.getString(1));
  }

  private static Set<String> unique(Session session, String oid) {
    return new TreeSet<>(
        session.query(
            """
            SELECT a.attname FROM pg_index i
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = %s AND i.indisunique AND i.indimmediate AND i.indisvalid
              AND i.indnkeyatts = 1 AND i.indpred IS NULL AND a.attnotnull
            """
                .formatted(oid),
            row -> row.getString(1)));
  }

  private static RuntimeException missing(Session session, Table table) {
    List<String> tables =
        session.query(
            """
            SELECT n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND n.nspname !~ '^(pg_|information_schema$)'
              AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
            ORDER BY lower(c.relname) <> %s, 1 LIMIT 1000
            """
                .formatted(text(table.name().toLowerCase(Locale.ROOT))),
            row -> row.getString(1));
    return Mistakes.table(table, tables);
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
