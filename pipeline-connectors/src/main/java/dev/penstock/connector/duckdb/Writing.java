package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.connector.duckdb.Items.Model;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the tables that readers see, and notes what it changes beside rows. */
final class Writing {
  private final Session session;
  private final List<String> ddl = new ArrayList<>();

  Writing(Session session) {
    this.session = session;
  }

  /** The statements that changed more than rows, in their order. */
  List<String> ddl() {
    return ddl;
  }

  /** Where the run brought nothing. */
  static PublishedTable nothing(Item item) {
    return table(item, 0, new Changes(0, 0, 0));
  }

  /** The staged rows take the place of all rows; the table stays, with all that people gave it. */
  PublishedTable replace(Item item, Table staged) throws SQLException {
    Optional<Table> now = Table.find(session, item.target());
    boolean keep = now.isPresent() && !now.get().view() && keeps(item, now.get(), staged);
    long gone = 0;
    if (keep) {
      evolve(item, now.get(), staged);
      gone = session.execute("DELETE FROM " + item.target().quoted());
    } else {
      gone = now.isPresent() && !now.get().view() ? count(item.target().quoted()) : 0;
      drop(item.target(), now);
      create(item, staged);
    }
    long rows = insert(item, staged);
    return table(item, rows, new Changes(rows, 0, gone));
  }

  /** A model's table is made anew where its columns are others. */
  private static boolean keeps(Item item, Table now, Table staged) {
    return item instanceof Loaded
        || now.columns().stream()
            .map(column -> column.name() + " " + column.type())
            .toList()
            .equals(
                staged.columns().stream()
                    .map(column -> column.name() + " " + column.type())
                    .toList());
  }

  PublishedTable append(Loaded item, Table now, Table staged) throws SQLException {
    evolve(item, now, staged);
    Optional<CheckResult> old = KeyChecks.unused(session, item, now);
    if (old.isPresent()) {
      throw conflict(item, old.get().message());
    }
    long rows = insert(item, staged);
    return table(item, rows, new Changes(rows, 0, 0));
  }

  PublishedTable upsert(Loaded item, Table now, Table staged) throws SQLException {
    evolve(item, now, staged);
    Upsert upsert = new Upsert(item, now, staged);
    try {
      String update = upsert.update();
      long updated = update.isEmpty() ? 0 : session.execute(update);
      long inserted = session.execute(upsert.insert());
      return table(item, inserted + updated, new Changes(inserted, updated, 0));
    } catch (SQLException e) {
      throw told(item, e);
    }
  }

  PublishedTable view(Model model, String query) throws SQLException {
    Optional<Table> now = Table.find(session, model.target());
    long gone = 0;
    if (now.isPresent() && !now.get().view()) {
      gone = count(model.target().quoted());
      drop(model.target(), now);
    }
    schema(model.target());
    // A view that stays what it is, is no change.
    String sql = " VIEW " + model.target().quoted() + " AS " + query;
    session.execute("CREATE OR REPLACE" + sql);
    if (now.isEmpty() || !now.get().view()) {
      ddl.add("CREATE" + sql);
    }
    return table(model, count(model.target().quoted()), new Changes(0, 0, gone));
  }

  private void evolve(Item item, Table now, Table staged) throws SQLException {
    for (String statement : Evolution.statements(item, now, staged)) {
      change(statement);
    }
  }

  private void create(Item item, Table staged) throws SQLException {
    schema(item.target());
    change(
        "CREATE TABLE "
            + item.target().quoted()
            + staged.columns().stream()
                .map(column -> Sql.quoted(column.name()) + " " + column.type())
                .collect(Collectors.joining(", ", " (", ")")));
    List<List<String>> indexes =
        switch (item) {
          case Loaded loaded -> loaded.definition().layout().indexes();
          case Model model -> model.definition().indexes();
        };
    for (int i = 0; i < indexes.size(); i++) {
      change(
          "CREATE INDEX "
              + Sql.quoted(item.target().table() + "_i" + i)
              + " ON "
              + item.target().quoted()
              + " ("
              + Sql.quoted(indexes.get(i))
              + ")");
    }
  }

  private void schema(TableName target) throws SQLException {
    if (session.number(
            "SELECT count(*) FROM duckdb_schemas()"
                + " WHERE database_name = current_database() AND lower(schema_name) = lower(?)",
            target.schema())
        == 0) {
      change("CREATE SCHEMA " + Sql.quoted(target.schema()));
    }
  }

  private void drop(TableName target, Optional<Table> now) throws SQLException {
    if (now.isPresent()) {
      change((now.get().view() ? "DROP VIEW " : "DROP TABLE ") + target.quoted());
    }
  }

  private long insert(Item item, Table staged) throws SQLException {
    String columns = Sql.quoted(staged.names());
    Optional<LoadTarget> target =
        item instanceof Loaded loaded ? Optional.of(loaded.definition()) : Optional.empty();
    try {
      return session.execute(
          "INSERT INTO "
              + item.target().quoted()
              + " ("
              + columns
              + ") SELECT "
              + columns
              + " FROM "
              + item.staged()
              + target.map(t -> Layouts.order(t, "")).orElse(""));
    } catch (SQLException e) {
      throw told(item, e);
    }
  }

  private static SQLException told(Item item, SQLException error) {
    if (DuckDbErrors.constraint(error)) {
      throw conflict(item, DuckDbErrors.message(error));
    }
    return error;
  }

  private void change(String statement) throws SQLException {
    session.execute(statement);
    ddl.add(statement);
  }

  private long count(String relation) throws SQLException {
    return session.number("SELECT count(*) FROM " + relation);
  }

  private static PublishedTable table(Item item, long rows, Changes changes) {
    return new PublishedTable(item.layer(), item.name(), item.target().toString(), rows, changes);
  }

  private static PermanentException conflict(Item item, String why) {
    String where = item instanceof Loaded loaded ? loaded.where() : "table " + item.target();
    return new PermanentException(
        new Problem(
            "append-conflict",
            where,
            "The rows do not go into the table beside those that are there: " + why + ".",
            "Correct the table or the rows and start a new run."));
  }
}
