package dev.penstock.api.catalogue;

import dev.penstock.api.quality.CheckOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with all that is known of it.
 *
 * @param stream that feeds it; null for a model
 * @param mode how runs keep its rows, or how a model is built
 * @param key columns in which no two rows agree
 * @param rowLineage whether rows can be looked up with where they came from
 * @param columns as they are, or, before the first run, as they are described
 * @param checks those on the table
 * @param trend its quality at the last audited runs, newest first
 * @param upstream what it is directly made of
 * @param downstream what is directly made of it
 * @param runs those that last published it, newest first
 */
public record TableView(
    String table,
    String connection,
    String layer,
    String kind,
    String pipeline,
    String name,
    @Nullable String stream,
    String mode,
    List<String> key,
    String description,
    @Nullable Long rows,
    @Nullable Instant updatedAt,
    @Nullable String run,
    @Nullable Double quality,
    Freshness freshness,
    boolean rowLineage,
    List<ColumnView> columns,
    List<CheckView> checks,
    List<TrendPoint> trend,
    List<LineageView.Node> upstream,
    List<LineageView.Node> downstream,
    List<CatalogueStore.TableRun> runs) {
  public TableView {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    checks = List.copyOf(checks);
    trend = List.copyOf(trend);
    upstream = List.copyOf(upstream);
    downstream = List.copyOf(downstream);
    runs = List.copyOf(runs);
  }

  /**
   * A column.
   *
   * @param type as the destination writes it; null where it is not known
   * @param key whether it is one of the key
   * @param checks what is demanded of it
   */
  public record ColumnView(
      String name, @Nullable String type, String description, boolean key, List<String> checks) {
    public ColumnView {
      checks = List.copyOf(checks);
    }
  }

  /**
   * A check.
   *
   * @param check in one line
   * @param columns that it is about; empty for the table as a whole
   * @param last what the run found that published the table; null where it was not asked
   */
  public record CheckView(
      String check,
      String description,
      String severity,
      List<String> columns,
      @Nullable CheckOutcome last) {
    public CheckView {
      columns = List.copyOf(columns);
    }
  }

  /** The table's quality at a run. */
  public record TrendPoint(String run, Instant at, String state, double score) {}
}
