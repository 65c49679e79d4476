package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.definition.NearMiss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column between two steps, with its SQL type as DuckDB names it. */
record Column(String name, String type) {
  boolean isPlace() {
    return name.equalsIgnoreCase(Columns.PLACE);
  }

  String quoted() {
    return Quoted.name(name);
  }

  /** The column of this name, whose case does not matter. */
  static Column named(String name, String where, List<Column> columns) {
    if (name.equalsIgnoreCase(Columns.PLACE)) {
      throw Compilation.problem(
          "reserved-column", where, Columns.PLACE + " is Penstock's own column.", "");
    }
    Column column = find(name, columns);
    if (column == null) {
      List<String> known = columns.stream().filter(c -> !c.isPlace()).map(Column::name).toList();
      throw Compilation.problem(
          "unknown-column",
          where,
          "There is no column " + name + " at this step.",
          NearMiss.advice(name, known, "The columns here"));
    }
    return column;
  }

  static @Nullable Column find(String name, List<Column> columns) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst().orElse(null);
  }

  static String checkedName(String name, String where) {
    if (name.isBlank() || name.equalsIgnoreCase(Columns.PLACE)) {
      throw Compilation.problem(
          "reserved-column", where, "`" + name + "` cannot be the name of a column.", "");
    }
    return name;
  }
}
