package dev.penstock.connector;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became visible, or would.
 *
 * @param ddl the statements that changed, or would change, what readers see beside the rows: tables
 *     made and dropped, columns added and widened, indexes, partitions; in their order
 * @param facts what the tables look like now, where the destination tells; at most {@link
 *     #MAX_COLUMNS} columns in all
 */
public record PublishResult(List<PublishedTable> tables, List<String> ddl, List<TableFacts> facts) {
  /** The most columns that a result tells of, so that it stays a small message. */
  public static final int MAX_COLUMNS = 5_000;

  private static final int MAX_TYPE = 200;

  public PublishResult {
    tables = List.copyOf(tables);
    // Notes of an earlier version have neither.
    ddl = ddl == null ? List.of() : List.copyOf(ddl);
    facts = facts == null ? List.of() : bounded(facts);
  }

  /** Of a destination that does not tell what its tables look like. */
  public PublishResult(List<PublishedTable> tables, List<String> ddl) {
    this(tables, ddl, List.of());
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

  /**
   * What a table or view looks like behind the publish.
   *
   * @param table {@code schema.table}
   * @param kind {@code table}, {@code view} or {@code files}
   * @param rows all rows that readers see; {@code null} where nobody has counted them
   * @param columns in their order, as readers see them
   */
  public record TableFacts(String table, String kind, @Nullable Long rows, List<Column> columns) {
    public TableFacts {
      columns = columns == null ? List.of() : List.copyOf(columns);
    }
  }

  /**
   * A column that readers see.
   *
   * @param type as the destination writes it
   */
  public record Column(String name, String type) {
    public Column {
      type = type.length() > MAX_TYPE ? type.substring(0, MAX_TYPE - 1) + "…" : type;
    }
  }

  private static List<TableFacts> bounded(List<TableFacts> facts) {
    List<TableFacts> kept = new ArrayList<>();
    int left = MAX_COLUMNS;
    for (TableFacts one : facts) {
      List<Column> columns = one.columns().subList(0, Math.min(left, one.columns().size()));
      left -= columns.size();
      kept.add(new TableFacts(one.table(), one.kind(), one.rows(), columns));
    }
    return List.copyOf(kept);
  }
}
