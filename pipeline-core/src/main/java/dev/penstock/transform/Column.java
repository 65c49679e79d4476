package dev.penstock.transform;

import dev.penstock.batch.Columns;

/** A column between two steps, with its SQL type as DuckDB names it. */
record Column(String name, String type) {
  boolean isPlace() {
    return name.equalsIgnoreCase(Columns.PLACE);
  }

  String quoted() {
    return Quoted.name(name);
  }
}
