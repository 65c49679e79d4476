package dev.penstock.connector.duckdb;

import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Table.Column;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a table must become to take its staged rows. */
final class Evolution {
  private Evolution() {}

  /** The statements that give the table the columns and types of its staged rows. */
  static List<String> statements(Item item, Table now, Table staged) {
    check(item, now, staged);
    List<String> statements = new ArrayList<>();
    String alter = "ALTER TABLE " + item.target().quoted();
    for (Column column : staged.columns()) {
      String name = Sql.quoted(column.name());
      Optional<Column> there = now.column(column.name());
      if (there.isEmpty()) {
        statements.add(alter + " ADD COLUMN " + name + " " + column.type());
      } else if (!there.get().type().equals(column.type())) {
        statements.add(alter + " ALTER COLUMN " + name + " TYPE " + column.type());
      }
    }
    return statements;
  }

  /** The table may have changed since the first batch was staged. */
  static void check(Item item, Table now, Table staged) {
    List<String> wrong = new ArrayList<>();
    for (Column column : staged.columns()) {
      now.column(column.name())
          .filter(there -> !Types.widens(there.type(), column.type()))
          .ifPresent(
              there ->
                  wrong.add(
                      "\"%s\" is %s in the output and %s in the table"
                          .formatted(column.name(), column.type(), there.type())));
    }
    for (Column column : now.columns()) {
      if (!column.optional() && staged.column(column.name()).isEmpty()) {
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
}
