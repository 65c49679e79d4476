package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.connector.postgres.copy.WiderType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives a table the columns that its staged rows have and it has not. */
final class Widening {
  /**
   * Something depends on the column: 0A000, 2BP01; it is inherited or in a partition key: 42P16.
   */
  private static final Set<String> HELD = Set.of("0A000", "2BP01", "42P16");

  private Widening() {}

  /** The table with all columns of its staged rows, in types that hold theirs. */
  static Catalog.Relation run(Session session, Ddl ddl, Target target) throws SQLException {
    Catalog.Relation now = target.now().orElseThrow();
    Catalog.Relation staged = target.staged().orElseThrow();
    check(target.item(), now, staged);
    Evolution evolution = Evolution.of(now, staged);
    if (evolution.isEmpty()) {
      return now;
    }
    try {
      ddl.run(
          "ALTER TABLE "
              + target.item().target().quoted()
              + " "
              + String.join(", ", evolution.actions()));
    } catch (SQLException e) {
      if (HELD.contains(SqlErrors.state(e))) {
        throw Evolution.held(
            "table " + target.item().target(),
            target.item().target().toString(),
            List.of("the database answers: " + SqlErrors.message(e)));
      }
      throw e;
    }
    return Catalog.find(session, target.item().target()).orElseThrow();
  }

  /** Columns of the staged rows that the table has not. */
  static List<Catalog.Column> added(Catalog.Relation now, Catalog.Relation staged) {
    return staged.columns().stream().filter(c -> now.column(c.name()).isEmpty()).toList();
  }

  /** The columns that go over. */
  static List<String> columns(Catalog.Relation now, Catalog.Relation staged) {
    return staged.columns().stream()
        .map(Catalog.Column::name)
        .filter(name -> now.column(name).map(c -> !c.generated()).orElse(true))
        .toList();
  }

  /** The table may have changed since the first batch was staged. */
  static void check(StagedPipeline.Item item, Catalog.Relation now, Catalog.Relation staged) {
    List<String> wrong = new ArrayList<>();
    for (Catalog.Column column : staged.columns()) {
      now.column(column.name())
          .filter(there -> !meets(there, column))
          .ifPresent(
              there ->
                  wrong.add(
                      "\"%s\" is %s in the output and %s in the table"
                          .formatted(column.name(), column.type().sql(), there.type().sql())));
    }
    for (Catalog.Column column : now.columns()) {
      boolean own = item instanceof Loaded loaded && History.own(loaded.mode(), column.name());
      if (!own && !column.optional() && staged.column(column.name()).isEmpty()) {
        wrong.add(
            "\"%s\" must not be NULL in the table and is not in the output"
                .formatted(column.name()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "table-columns",
              "table " + item.target(),
              "The table was changed while the run loaded its rows: "
                  + String.join("; ", wrong)
                  + ".",
              "Start a new run."));
    }
  }

  /** Whether one of the two holds the values of the other. */
  private static boolean meets(Catalog.Column there, Catalog.Column staged) {
    return WiderType.of(there.type(), staged.type())
        .filter(wider -> wider.equals(there.type()) || wider.equals(staged.type()))
        .isPresent();
  }
}
