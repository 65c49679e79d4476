package dev.penstock.connector;

import java.util.List;

/**
 * What became visible, or would.
 *
 * @param ddl the statements that changed, or would change, what readers see beside the rows: tables
 *     made and dropped, columns added and widened, indexes, partitions; in their order
 */
public record PublishResult(List<PublishedTable> tables, List<String> ddl) {
  public PublishResult {
    tables = List.copyOf(tables);
    // Notes of an earlier version have none.
    ddl = ddl == null ? List.of() : List.copyOf(ddl);
  }

  /** Without a change but of rows. */
  public PublishResult(List<PublishedTable> tables) {
    this(tables, List.of());
  }

  /**
   * A table or view that readers now see.
   *
   * @param layer {@code bronze}, {@code silver} or {@code gold}
   * @param name the output's or model's name; for bronze the stream's
   * @param table {@code schema.table}
   * @param rows the rows that the run put there: all of them where the table was replaced or built;
   *     where it was added to or merged into, those that were inserted or updated
   * @param changes what became of rows
   */
  public record PublishedTable(
      String layer, String name, String table, long rows, Changes changes) {
    public PublishedTable {
      // Notes of an earlier version have none.
      changes = changes == null ? new Changes(rows, 0, 0) : changes;
    }

    /** A table that got these rows and lost none. */
    public PublishedTable(String layer, String name, String table, long rows) {
      this(layer, name, table, rows, new Changes(rows, 0, 0));
    }
  }

  /**
   * What a publish does to the rows of a table. A table that is replaced loses all its rows and
   * gets all of the run's; a view has neither.
   *
   * @param inserted rows that are new
   * @param updated rows that have other values than before
   * @param deleted rows that are gone
   */
  public record Changes(long inserted, long updated, long deleted) {}
}
