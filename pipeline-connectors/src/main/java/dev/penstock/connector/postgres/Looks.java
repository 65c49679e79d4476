package dev.penstock.connector.postgres;

import dev.penstock.definition.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a table or view looks to readers beside its rows.
 *
 * @param view its SQL; empty for a table
 * @param keyName name of the primary key; empty where there is none
 * @param indexes name to statement, without the primary key's
 */
record Looks(Catalog.Relation relation, String view, String keyName, Map<String, String> indexes) {
  Looks {
    indexes = Map.copyOf(indexes);
  }

  static Optional<Looks> of(Session session, TableName name) throws SQLException {
    Optional<Catalog.Relation> found = Catalog.find(session, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    long oid = found.get().oid();
    String view =
        found.get().isTable()
            ? ""
            : session
                .first("SELECT pg_get_viewdef(?::oid)", row -> row.getString(1), oid)
                .orElse("");
    Map<String, String> indexes = new LinkedHashMap<>();
    session.query(
        """
        SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = ?::oid AND NOT i.indisprimary
        """,
        row -> indexes.put(row.getString(1), row.getString(2)),
        oid);
    String keyName =
        session
            .first(
                "SELECT conname FROM pg_constraint WHERE conrelid = ?::oid AND contype = 'p'",
                row -> row.getString(1),
                oid)
            .orElse("");
    return Optional.of(new Looks(found.get(), view, keyName, indexes));
  }

  boolean isView() {
    return !relation.isTable();
  }

  /** The statements that make it. */
  List<String> create(TableName name) {
    if (isView()) {
      return List.of("CREATE VIEW " + name.quoted() + " AS" + unended(view));
    }
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE " + name.quoted() + " (" + columns(relation, relation.key()) + ")");
    indexes.values().stream().sorted().forEach(statements::add);
    return statements;
  }

  /** Columns as {@code CREATE TABLE} wants them, and a primary key. */
  static String columns(Catalog.Relation relation, List<String> key) {
    Stream<String> columns =
        relation.columns().stream()
            .map(
                c ->
                    Session.quoted(c.name())
                        + " "
                        + c.type().sql()
                        + (c.required() && !key.contains(c.name()) ? " NOT NULL" : ""));
    Stream<String> primary =
        key.isEmpty() ? Stream.empty() : Stream.of("PRIMARY KEY (" + Session.quoted(key) + ")");
    return Stream.concat(columns, primary).collect(Collectors.joining(", "));
  }

  /** The statements that make it from what it was. */
  List<String> since(TableName name, Looks before) {
    if (isView()) {
      return view.equals(before.view())
          ? List.of()
          : List.of("CREATE OR REPLACE VIEW " + name.quoted() + " AS" + unended(view));
    }
    List<String> statements = new ArrayList<>();
    before.indexes().keySet().stream()
        .filter(index -> !indexes.containsKey(index))
        .sorted()
        .map(index -> "DROP INDEX " + Session.quoted(name.schema()) + "." + Session.quoted(index))
        .forEach(statements::add);
    List<String> actions = actions(before);
    if (!actions.isEmpty()) {
      statements.add("ALTER TABLE " + name.quoted() + " " + String.join(", ", actions));
    }
    indexes.entrySet().stream()
        .filter(index -> !index.getValue().equals(before.indexes().get(index.getKey())))
        .map(Map.Entry::getValue)
        .sorted()
        .forEach(statements::add);
    return statements;
  }

  private List<String> actions(Looks looks) {
    Catalog.Relation before = looks.relation();
    List<String> actions = new ArrayList<>();
    before.columns().stream()
        .filter(column -> relation.column(column.name()).isEmpty())
        .forEach(column -> actions.add("DROP COLUMN " + Session.quoted(column.name())));
    for (Catalog.Column column : relation.columns()) {
      Optional<Catalog.Column> old = before.column(column.name());
      String quoted = Session.quoted(column.name());
      if (old.isEmpty()) {
        actions.add("ADD COLUMN " + quoted + " " + column.type().sql());
      } else if (!old.get().type().equals(column.type())) {
        actions.add("ALTER COLUMN " + quoted + " SET DATA TYPE " + column.type().sql());
      }
    }
    if (!before.key().equals(relation.key())) {
      if (!before.key().isEmpty()) {
        actions.add("DROP CONSTRAINT " + Session.quoted(looks.keyName()));
      }
      if (!relation.key().isEmpty()) {
        actions.add("ADD PRIMARY KEY (" + Session.quoted(relation.key()) + ")");
      }
    }
    return actions;
  }

  private static String unended(String sql) {
    return sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
  }
}
