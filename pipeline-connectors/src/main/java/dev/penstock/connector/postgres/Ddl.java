package dev.penstock.connector.postgres;

import dev.penstock.definition.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does what changes how readers see the warehouse beside the rows, and keeps the statements in
 * their order. What comes out of staging is noted as the statements that have the same effect. Not
 * thread-safe.
 */
final class Ddl {
  private final Session session;
  private final List<String> statements = new ArrayList<>();

  Ddl(Session session) {
    this.session = session;
  }

  /** Executes a statement that has only names that readers see. */
  void run(String sql) throws SQLException {
    session.execute(sql);
    statements.add(sql);
  }

  /** Notes a statement whose effect was reached in another way. */
  void note(String sql) {
    statements.add(sql);
  }

  /** Notes what is another than before about a table or view that was exchanged. */
  void note(TableName name, Optional<Looks> before, Looks after) {
    if (before.isPresent() && before.get().isView() == after.isView()) {
      statements.addAll(after.since(name, before.get()));
    } else {
      before.ifPresent(
          old -> statements.add((old.isView() ? "DROP VIEW " : "DROP TABLE ") + name.quoted()));
      statements.addAll(after.create(name));
    }
  }

  List<String> statements() {
    return List.copyOf(statements);
  }
}
