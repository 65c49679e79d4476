package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.Layout;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run makes of a table.
 *
 * @param before as readers see it now
 * @param layout how it is written
 * @param written a query for the rows that are written to new files, in their order; empty where
 *     none are
 * @param kept whether the old files stay
 * @param rows those that the run puts there
 */
record TablePlan(
    Item item,
    Optional<Table> before,
    Layout layout,
    Evolution evolution,
    Optional<String> written,
    boolean kept,
    long rows,
    Changes changes) {

  static FilesDefinition files(Layout layout) {
    return layout
        .files()
        .orElseGet(() -> new FilesDefinition(FilesDefinition.Format.PARQUET, OptionalLong.empty()));
  }

  /** Whether a table's files lie as the layout says. */
  static boolean laidOut(Table table, Layout layout) {
    return Importing.format(table) == files(layout).format()
        && Optional.ofNullable(table.partition()).equals(partition(layout));
  }

  static Optional<Manifest.PartitionBy> partition(Layout layout) {
    return layout
        .partition()
        .map(
            p ->
                new Manifest.PartitionBy(
                    p.by(),
                    p.every().map(span -> span.name().toLowerCase(Locale.ROOT)).orElse(null)));
  }
}
