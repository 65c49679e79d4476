package dev.penstock.api.catalogue;

import java.util.List;

/** The tables of one definition, and what flows into them. */
record Inventory(List<DefinedTable> tables, List<Flow> flows) {
  static final Inventory EMPTY = new Inventory(List.of(), List.of());

  Inventory {
    tables = List.copyOf(tables);
    flows = List.copyOf(flows);
  }
}
