package dev.penstock.connector.fileset;

import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.Contract;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of a table's columns when a run brings its own.
 *
 * @param columns of the table afterwards
 * @param ddl what changes, as statements; no engine runs them
 * @param widened whether old files hold types that are now too narrow
 */
record Evolution(List<Column> columns, List<String> ddl, boolean widened) {
  Evolution {
    columns = List.copyOf(columns);
    ddl = List.copyOf(ddl);
  }

  /**
   * Compares.
   *
   * @param table as it is, if it is there
   * @param brought the columns of the run
   * @param keeps whether old rows stay
   * @throws PermanentException that names every column that does not fit
   */
  static Evolution of(
      Optional<Table> table,
      List<Column> brought,
      boolean keeps,
      Contract contract,
      TableName name,
      String where) {
    if (table.isEmpty()) {
      return new Evolution(brought, List.of(create(name, brought)), false);
    }
    Comparison comparison = new Comparison(name);
    List<Column> columns =
        keeps
            ? comparison.merged(table.get().columns(), brought)
            : comparison.exchanged(table.get().columns(), brought);
    if (!comparison.wrong.isEmpty()) {
      throw refused("table-columns", where, name, comparison.wrong, "do not fit the table ");
    }
    if (contract == Contract.FREEZE && !comparison.ddl.isEmpty()) {
      throw refused(
          "contract-frozen", where, name, comparison.changes, "would change the frozen table ");
    }
    return new Evolution(columns, comparison.ddl, comparison.widened);
  }

  private static PermanentException refused(
      String code, String where, TableName name, List<String> what, String how) {
    return new PermanentException(
        new Problem(
            code,
            where,
            "The columns " + how + name + ": " + String.join("; ", what) + ".",
            "Change the stream's steps so that the columns agree, or write to another table."));
  }

  private static String create(TableName name, List<Column> columns) {
    return "CREATE TABLE "
        + name.quoted()
        + " ("
        + columns.stream()
            .map(column -> Workbench.quoted(column.name()) + " " + column.type())
            .collect(Collectors.joining(", "))
        + ")";
  }

  /** What is found on the way. */
  private static final class Comparison {
    private final String alter;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final List<String> ddl = new ArrayList<>();
    private boolean widened;

    Comparison(TableName name) {
      alter = "ALTER TABLE " + name.quoted() + " ";
    }

    /** Old rows stay: columns may be added and types widened. */
    List<Column> merged(List<Column> old, List<Column> brought) {
      List<Column> columns = new ArrayList<>();
      for (Column column : old) {
        Optional<Column> now = find(brought, column.name());
        String type = now.map(Column::type).orElse(column.type());
        Optional<String> wider = FileTypes.wider(type, column.type());
        if (wider.isEmpty()) {
          wrong.add(
              "\"%s\" is %s in the output and %s in the table"
                  .formatted(column.name(), type, column.type()));
        } else if (!wider.get().equals(column.type())) {
          widened = true;
          retype(column, wider.get());
        }
        columns.add(new Column(column.name(), wider.orElse(column.type())));
      }
      brought.stream().filter(c -> find(old, c.name()).isEmpty()).forEach(c -> add(c, columns));
      return columns;
    }

    /** No old row stays: the run's columns are the table's. */
    List<Column> exchanged(List<Column> old, List<Column> brought) {
      for (Column column : old) {
        Optional<Column> now = find(brought, column.name());
        if (now.isEmpty()) {
          changes.add("\"" + column.name() + "\" is in the table and not in the output");
          ddl.add(alter + "DROP COLUMN " + Workbench.quoted(column.name()));
        } else if (!now.get().type().equals(column.type())) {
          retype(column, now.get().type());
        }
      }
      brought.stream()
          .filter(c -> find(old, c.name()).isEmpty())
          .forEach(c -> add(c, new ArrayList<>()));
      return brought;
    }

    private void add(Column column, List<Column> columns) {
      changes.add("\"" + column.name() + "\" is in the output and not in the table");
      ddl.add(alter + "ADD COLUMN " + Workbench.quoted(column.name()) + " " + column.type());
      columns.add(column);
    }

    private void retype(Column column, String type) {
      changes.add(
          "\"%s\" is %s in the output and %s in the table"
              .formatted(column.name(), type, column.type()));
      ddl.add(alter + "ALTER COLUMN " + Workbench.quoted(column.name()) + " TYPE " + type);
    }

    private static Optional<Column> find(List<Column> in, String name) {
      return in.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
    }
  }
}
