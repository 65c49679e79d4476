package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.definition.Contract;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a row came from: two columns beside those of its output, which say the split and the place
 * in it. {@link Origins} knows what the split was. A table that has them gets them from every
 * output; no row keeps those of a record that it was not made from.
 */
final class Lineage {
  /** Number of the split's row in the ledger, integer. */
  static final String SPLIT = "_lineage_split";

  /** Place in the origin, bigint; NULL where the record has none. */
  static final String PLACE = "_lineage_place";

  static final List<String> COLUMNS = List.of(SPLIT, PLACE);

  private Lineage() {}

  /** Whether rows of a table say where they came from. */
  static boolean in(Catalog.Relation table) {
    return COLUMNS.stream().allMatch(name -> table.column(name).isPresent());
  }

  /** The columns that are not Penstock's; only they make a row another one. */
  static List<String> without(List<String> columns) {
    return columns.stream().filter(column -> !COLUMNS.contains(column)).toList();
  }

  /** For a table that is made. */
  static List<LoadColumn> ofNew(LoadBatch batch, List<LoadColumn> columns) {
    return batch.target().lineage() ? with(batch, columns) : columns;
  }

  /** For a table that exists; one that must stay as it is gets no columns. */
  static List<LoadColumn> of(LoadBatch batch, List<LoadColumn> columns, Catalog.Relation target) {
    boolean wanted = batch.target().lineage() && batch.target().contract() != Contract.FREEZE;
    return wanted || in(target) ? with(batch, columns) : columns;
  }

  /** For a staging table that another batch of the run made. */
  static List<LoadColumn> ofStaged(
      LoadBatch batch, List<LoadColumn> columns, Catalog.Relation staged) {
    return in(staged) ? with(batch, columns) : columns;
  }

  private static List<LoadColumn> with(LoadBatch batch, List<LoadColumn> columns) {
    List<LoadColumn> all = new ArrayList<>(columns);
    all.addAll(LoadColumn.lineage(batch));
    return all;
  }
}
