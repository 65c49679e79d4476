package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import dev.penstock.connector.postgres.copy.Encoders;
import dev.penstock.definition.LoadMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a batch has the columns by which its rows are merged, and none that a history keeps. */
final class MergeColumns {
  private static final Set<Base> TIMES = Set.of(Base.DATE, Base.TIMESTAMP, Base.TIMESTAMPTZ);
  private static final Set<Base> UNORDERED = Set.of(Base.JSON, Base.JSONB, Base.OTHER);

  private MergeColumns() {}

  /** Adds what is wrong. */
  static void check(LoadBatch batch, List<String> wrong) {
    if (!batch.mode().keyed()) {
      return;
    }
    List<LoadColumn> columns = LoadColumn.of(batch);
    batch
        .target()
        .merging()
        .order()
        .ifPresent(
            name -> {
              Optional<ColumnType> type = type(columns, name, "order", wrong);
              if (type.filter(t -> t.array() || UNORDERED.contains(t.base())).isPresent()) {
                wrong.add("\"" + name + "\" is the order and its values have none");
              }
            });
    if (batch.mode() != LoadMode.HISTORY) {
      return;
    }
    batch
        .target()
        .merging()
        .validFrom()
        .ifPresent(
            name -> {
              Optional<ColumnType> type = type(columns, name, "valid_from", wrong);
              if (type.filter(t -> t.array() || !TIMES.contains(t.base())).isPresent()) {
                wrong.add("\"" + name + "\" says since when a row is true and is no date or time");
              }
            });
    for (LoadColumn column : columns) {
      if (History.own(batch.mode(), column.name())) {
        wrong.add("\"" + column.name() + "\" is a column that the history keeps itself");
      }
    }
  }

  private static Optional<ColumnType> type(
      List<LoadColumn> columns, String name, String use, List<String> wrong) {
    Optional<LoadColumn> found =
        columns.stream().filter(column -> column.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      wrong.add("\"" + name + "\" is the " + use + " and not in the output");
    }
    return found.flatMap(column -> Encoders.natural(column.field()));
  }
}
