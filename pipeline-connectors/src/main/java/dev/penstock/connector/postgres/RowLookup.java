package dev.penstock.connector.postgres;

import dev.penstock.connector.RowOrigin;
import dev.penstock.connector.RowOrigin.Source;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds a row that readers see and where it came from. Only reads. Thread-safe. */
final class RowLookup {
  /** A statement that takes longer is given up. */
  private static final int STATEMENT_MILLIS = 5_000;

  private final Transactions transactions;

  RowLookup(Transactions transactions) {
    this.transactions = transactions;
  }

  Optional<RowOrigin> find(TableName table, Map<String, String> key) {
    Optional<Found> found =
        transactions.run("table " + table, session -> find(session, table, key));
    return found.map(row -> row.with(raw(row)));
  }

  /** A row and its split, without the raw record. */
  private record Found(
      String row,
      String run,
      Optional<String> pipeline,
      OptionalInt version,
      String stream,
      String output,
      String split,
      String origin,
      OptionalLong place,
      Optional<TableName> bronze) {
    RowOrigin with(Source source) {
      return new RowOrigin(
          row, run, pipeline, version, stream, output, split, origin, place, source);
    }
  }

  private static Optional<Found> find(Session session, TableName table, Map<String, String> key)
      throws SQLException {
    readOnly(session);
    Catalog.Relation relation =
        Catalog.find(session, table)
            .filter(Catalog.Relation::isTable)
            .orElseThrow(
                () ->
                    problem(
                        "table-missing",
                        table,
                        "There is no such table in the database.",
                        "Run the pipeline first."));
    boolean kept = session.number("SELECT count(to_regclass('_penstock.origin'))") > 0;
    if (!kept || !Lineage.in(relation)) {
      throw problem(
          "no-lineage",
          table,
          "The rows of the table do not note where they came from.",
          "Give the output `lineage: true` and run the pipeline in full. Rows of an `aggregate` have"
              + " no single origin.");
    }
    List<Found> rows = rows(session, table, relation, key);
    if (rows.size() > 1) {
      throw problem(
          "row-key",
          table,
          "More than one row of the table has this key.",
          "Name more columns, for example `valid_from` of a history.");
    }
    return rows.stream().findFirst();
  }

  private static List<Found> rows(
      Session session, TableName table, Catalog.Relation relation, Map<String, String> key)
      throws SQLException {
    Map<String, String> types = types(session, relation);
    List<String> conditions = new ArrayList<>();
    List<@Nullable Object> arguments = new ArrayList<>();
    arguments.add(table.toString());
    key.forEach(
        (name, value) -> {
          String type =
              Optional.ofNullable(types.get(name))
                  .filter(_ -> !Lineage.COLUMNS.contains(name))
                  .orElseThrow(
                      () ->
                          problem(
                              "row-key",
                              table,
                              "The table has no column \"" + name + "\".",
                              "Name the columns as the table has them."));
          conditions.add("t." + Session.quoted(name) + " = CAST(? AS " + type + ")");
          arguments.add(value);
        });
    String sql =
        "SELECT to_jsonb(t.*) - ARRAY["
            + Lineage.COLUMNS.stream().map(c -> "'" + c + "'").collect(Collectors.joining(", "))
            + "], o.run_id, o.pipeline, o.version, o.stream, o.output, o.split, o.origin, t."
            + Lineage.PLACE
            + ", o.bronze, t."
            + Lineage.SPLIT
            + " FROM "
            + table.quoted()
            + " AS t LEFT JOIN _penstock.origin o ON o.target = ? AND o.id = t."
            + Lineage.SPLIT
            + " WHERE "
            + String.join(" AND ", conditions)
            + " LIMIT 2";
    try {
      return session.query(sql, row -> found(table, row), arguments.toArray());
    } catch (SQLException e) {
      // 22: the value is none of the column's type. 42883: its values cannot be compared.
      if (SqlErrors.state(e).startsWith("22") || SqlErrors.state(e).equals("42883")) {
        throw new PermanentException(
            new Problem(
                "row-key",
                "table " + table,
                "A value of the key does not fit its column.",
                "Write it as PostgreSQL does, for example 2026-03-01 for a date."),
            e);
      }
      if (SqlErrors.state(e).equals(SqlErrors.QUERY_CANCELED)) {
        throw new PermanentException(
            new Problem(
                "look-up-slow",
                "table " + table,
                "The row was not found within " + STATEMENT_MILLIS / 1000 + " seconds.",
                "Name the columns of the primary key or of an index; or try again, if a publish"
                    + " held the table."),
            e);
      }
      throw e;
    }
  }

  /** Types without length and scale, to which a cast would cut a value. */
  private static Map<String, String> types(Session session, Catalog.Relation relation)
      throws SQLException {
    Map<String, String> types = new HashMap<>();
    session
        .query(
            """
            SELECT attname, format_type(atttypid, -1) FROM pg_attribute
            WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
            """,
            row -> Map.entry(row.getString(1), row.getString(2)),
            relation.oid())
        .forEach(column -> types.put(column.getKey(), column.getValue()));
    return types;
  }

  private static Found found(TableName table, ResultSet row) throws SQLException {
    String run = row.getString(2);
    if (run == null) {
      throw problem(
          "origin-unknown",
          table,
          "It is not known where this row came from: it was written before the output noted it,"
              + " by hand, or out of more than one record.",
          "");
    }
    long place = row.getLong(9);
    OptionalLong known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(place);
    int number = row.getInt(4);
    OptionalInt version = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
    return new Found(
        row.getString(1),
        run,
        Optional.ofNullable(row.getString(3)),
        version,
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        known,
        Optional.ofNullable(row.getString(10)).map(TableName::parse));
  }

  private Source raw(Found row) {
    if (row.bronze().isEmpty()) {
      return new Source.Missing(
          row.pipeline().isEmpty()
              ? "The run that wrote the row has not ended, or failed, so it has no raw copy."
              : "The stream kept no raw copy when the row was written.");
    }
    if (row.origin().equals("bronze " + row.bronze().get())) {
      return new Source.Missing(
          "The run read the raw copy "
              + row.bronze().get()
              + " itself, where the record is; which one it is was not noted.");
    }
    if (row.place().isEmpty()) {
      return new Source.Missing("The record had no place in its source by which to find it.");
    }
    TableName bronze = row.bronze().get();
    try {
      return transactions.run("table " + bronze, session -> raw(session, bronze, row));
    } catch (PermanentException e) {
      if (e.getCause() instanceof SQLException cause
          && SqlErrors.state(cause).equals(SqlErrors.QUERY_CANCELED)) {
        return new Source.Missing(
            "The raw copy "
                + bronze
                + " was not searched within "
                + STATEMENT_MILLIS / 1000
                + " seconds. An index on its column _source_place makes it fast.");
      }
      throw e;
    }
  }

  private static Source raw(Session session, TableName bronze, Found row) throws SQLException {
    readOnly(session);
    if (Catalog.find(session, bronze).isEmpty()) {
      return new Source.Missing("The raw copy " + bronze + " is no longer there.");
    }
    List<String> records =
        session.query(
            "SELECT to_jsonb(b.*) FROM "
                + bronze.quoted()
                + " AS b WHERE b._source_place = ? AND starts_with(b._batch_id, ?) LIMIT 2",
            record -> record.getString(1),
            row.origin() + ":" + row.place().getAsLong(),
            row.run() + "/" + row.stream() + "/" + row.split() + "/");
    return switch (records.size()) {
      case 0 ->
          new Source.Missing(
              "The record is not in the raw copy "
                  + bronze
                  + ": a later run replaced the copy, or the row came from a replay.");
      case 1 -> new Source.Raw(bronze.toString(), records.getFirst());
      default ->
          new Source.Missing("The raw copy " + bronze + " has more than one record at the place.");
    };
  }

  private static void readOnly(Session session) throws SQLException {
    session.execute("SET TRANSACTION READ ONLY");
    session.allowMillis(STATEMENT_MILLIS);
  }

  private static PermanentException problem(
      String code, TableName table, String message, String advice) {
    return new PermanentException(new Problem(code, "table " + table, message, advice));
  }
}
