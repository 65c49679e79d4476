package dev.penstock.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.connector.database.Server;
import dev.penstock.connector.jdbc.JdbcOptions.Table;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** MariaDB and MySQL. */
final class MariaDbDialect implements Dialect {
  private static final int CUT = 1_000;
  private static final int UNSIGNED_BIGINT_DIGITS = 20;

  /** How long the server waits for a reader that is held up, in seconds. */
  private static final int PATIENCE = 3_600;

  @Override
  public Server server() {
    return Server.MYSQL;
  }

  @Override
  public boolean sharesSnapshots() {
    return false;
  }

  /** The clock runs while rows are sent, however slowly they are taken. */
  @Override
  public Duration readingLimit(Limits limits) {
    return limits.reading();
  }

  @Override
  public void prepare(Session session) {
    session.execute(
        "SET net_write_timeout = %1$d, net_read_timeout = %1$d, max_sort_length = 8388608, innodb_lock_wait_timeout = 10"
            .formatted(PATIENCE));
    session.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  }

  @Override
  public void begin(Session session, Optional<Snapshot> snapshot) {
    session.execute("START TRANSACTION READ ONLY");
  }

  @Override
  public String quoted(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }

  @Override
  public SqlColumn column(ResultSetMetaData meta, int index) throws SQLException {
    String name = meta.getColumnLabel(index);
    String type = meta.getColumnTypeName(index).toUpperCase(Locale.ROOT);
    boolean unsigned = type.contains("UNSIGNED");
    String base = type.replace(" UNSIGNED", "").replace(" ZEROFILL", "");
    int precision = meta.getPrecision(index);
    boolean nullable = meta.isNullable(index) != ResultSetMetaData.columnNoNulls;
    ArrowType arrow =
        switch (base) {
          case "TINYINT" -> unsigned ? Types.INT16 : Types.INT8;
          case "SMALLINT" -> unsigned ? Types.INT32 : Types.INT16;
          case "MEDIUMINT" -> Types.INT32;
          case "INT", "INTEGER" -> unsigned ? Types.INT64 : Types.INT32;
          case "BIGINT" -> unsigned ? Types.decimal(UNSIGNED_BIGINT_DIGITS, 0) : Types.INT64;
          case "DECIMAL", "OLDDECIMAL" -> Types.decimal(precision, meta.getScale(index));
          case "FLOAT" -> Types.FLOAT;
          case "DOUBLE" -> Types.DOUBLE;
          case "BIT" -> precision == 1 ? Types.BOOL : Types.BINARY;
          case "YEAR" -> Types.INT16;
          case "DATE" -> Types.DATE;
          case "TIME" -> Types.TIME;
          case "DATETIME" -> Types.TIMESTAMP;
          case "TIMESTAMP" -> Types.INSTANT;
          case "BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB" -> Types.BINARY;
          case "GEOMETRY",
              "POINT",
              "LINESTRING",
              "POLYGON",
              "MULTIPOINT",
              "MULTILINESTRING",
              "MULTIPOLYGON",
              "GEOMETRYCOLLECTION" ->
              Types.BINARY;
          default -> Types.TEXT;
        };
    Field field =
        switch (base) {
          case "JSON" -> ExtensionTypes.json(name);
          case "UUID" -> ExtensionTypes.uuid(name);
          default -> Field.nullable(name, arrow);
        };
    boolean sized =
        (field.getType().equals(Types.TEXT) && !base.equals("DECIMAL")) || arrow == Types.BINARY;
    return new SqlColumn(name, base, field, sized && !base.equals("BIT"), nullable);
  }

  @Override
  public String literal(SqlColumn column, String text) {
    if (column.wholeNumber() || column.field().getType() instanceof ArrowType.Decimal) {
      return text; // its form was checked
    }
    return "CONVERT(X'" + HexFormat.of().formatHex(text.getBytes(UTF_8)) + "' USING utf8mb4)";
  }

  @Override
  public String asText(String expression) {
    return "CAST(" + expression + " AS CHAR)";
  }

  /** A FLOAT's own text has six digits, which is less than it holds. */
  @Override
  public String selected(SqlColumn column, String expression) {
    return column.type().equals("FLOAT") ? "CAST(" + expression + " AS DOUBLE)" : expression;
  }

  @Override
  public String cut(SqlColumn column, String expression) {
    return "LEFT(" + expression + ", " + CUT + ")";
  }

  @Override
  public String length(SqlColumn column, String expression) {
    return "OCTET_LENGTH(" + expression + ")";
  }

  @Override
  public String ordered(SqlColumn column, String expression) {
    return expression;
  }

  /** The order stands outside: in a subquery it would mean nothing. */
  @Override
  public String fence(String order) {
    return "";
  }

  @Override
  public TableFacts table(Session session, Table table) {
    String which =
        " WHERE TABLE_SCHEMA = " + text(table.schema()) + " AND TABLE_NAME = " + text(table.name());
    if (session.text("SELECT 1 FROM information_schema.TABLES" + which).isEmpty()) {
      throw missing(session, table);
    }
    List<String> key =
        session.query(
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS"
                + which
                + " AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX",
            row -> row.getString(1));
    Set<String> unique =
        new TreeSet<>(
            session.query(
                "SELECT min(COLUMN_NAME) FROM information_schema.STATISTICS"
                    + which
                    + " AND NON_UNIQUE = 0 GROUP BY INDEX_NAME"
                    + " HAVING count(*) = 1 AND max(NULLABLE = 'YES') = 0",
                row -> row.getString(1)));
    return new TableFacts(key, unique, 0);
  }

  private static RuntimeException missing(Session session, Table table) {
    List<String> tables =
        session.query(
            """
            SELECT concat(TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.TABLES
            WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
            ORDER BY TABLE_SCHEMA <> %s, 1 LIMIT 1000
            """
                .formatted(text(table.schema())),
            row -> row.getString(1));
    return Mistakes.table(table, tables);
  }

  private static String text(String value) {
    return "CONVERT(X'" + HexFormat.of().formatHex(value.getBytes(UTF_8)) + "' USING utf8mb4)";
  }
}
