package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables that keep rows, as they will be after the publish: views in staging over the old rows and
 * the staged ones, for the models and checks.
 */
final class Prospect {
  private Prospect() {}

  /** Makes the views; answers what speaks against adding the rows. */
  static List<CheckResult> open(Session session, Items items) throws SQLException {
    List<CheckResult> conflicts = new ArrayList<>();
    for (Loaded item : items.loaded()) {
      if (!item.mode().keeps()) {
        continue;
      }
      Optional<Table> now = Table.find(session, item.target());
      Optional<Table> staged = Table.staged(session, item.relation());
      if (now.isPresent() && now.get().view()) {
        throw notATable(item);
      }
      if (now.isPresent() && staged.isPresent()) {
        Evolution.check(item, now.get(), staged.get());
        if (item.mode() == LoadMode.APPEND) {
          KeyChecks.unused(session, item, now.get()).ifPresent(conflicts::add);
        }
        items.see(item, view(session, item, now.get(), staged.get()));
      } else if (now.isPresent()) {
        items.see(item, item.target().quoted());
      } else if (staged.isEmpty()) {
        items.seeNothing(item);
      }
    }
    return conflicts;
  }

  /** Lets models and checks see what the run leaves as it is published. */
  static void stand(Session session, Items items) throws SQLException {
    for (Item item : items.standing()) {
      if (Table.find(session, item.target()).isPresent()) {
        items.see(item, item.target().quoted());
      } else {
        items.seeNothing(item);
      }
    }
  }

  private static String view(Session session, Loaded item, Table now, Table staged)
      throws SQLException {
    String view = StagingName.quoted(StagingName.prospect(item.relation()));
    String rows =
        item.mode() == LoadMode.UPSERT
            ? new Upsert(item, now, staged).prospect()
            : "SELECT * FROM "
                + item.target().quoted()
                + " UNION ALL BY NAME SELECT * FROM "
                + item.staged();
    session.execute("CREATE OR REPLACE VIEW " + view + " AS " + rows);
    return view;
  }

  static PermanentException notATable(Item item) {
    return new PermanentException(
        new Problem(
            "not-a-table",
            "table " + item.target(),
            item.target() + " exists and is not a table.",
            "Drop it or write to another table."));
  }
}
