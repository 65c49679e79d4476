package dev.penstock.connector.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.Encoders;
import dev.penstock.connector.postgres.copy.WiderType;
import dev.penstock.definition.Contract;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the column type for each column of a batch, or says everything that does not fit. */
final class ColumnMatch {
  private static final int MAX_NAME_BYTES = 63;
  private static final String DIFFERENT =
      "Change the stream's steps so that the columns agree, write to another table, or alter or"
          + " drop the table.";

  private ColumnMatch() {}

  /** The place that errors about an output name. */
  static String where(LoadBatch batch) {
    return "streams."
        + batch.split().stream()
        + (batch.bronze() ? ".bronze" : ".outputs." + batch.output())
        + " (table "
        + batch.table()
        + ")";
  }

  /** Columns of a table that does not exist yet. */
  static List<Planned> create(LoadBatch batch) {
    return create(batch, Lineage.ofNew(batch, LoadColumn.of(batch)));
  }

  /** The same for columns of the batch that are chosen. */
  static List<Planned> create(LoadBatch batch, List<LoadColumn> columns) {
    List<Planned> planned = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (LoadColumn column : columns) {
      if (!names.add(column.name())) {
        wrong.add("\"" + column.name() + "\" is there twice");
      }
      create(batch, column, wrong).ifPresent(planned::add);
    }
    key(batch, wrong);
    refuse(
        batch, "column-unsupported", wrong, "Rename or cast these columns in the stream's steps.");
    return planned;
  }

  /** A column that no table has yet. */
  private static Optional<Planned> create(LoadBatch batch, LoadColumn column, List<String> wrong) {
    if (column.name().isEmpty() || column.name().getBytes(UTF_8).length > MAX_NAME_BYTES) {
      wrong.add("\"" + column.name() + "\" is not 1 to 63 bytes long");
    }
    Optional<ColumnType> type = Encoders.natural(column.field());
    if (type.isEmpty()) {
      wrong.add(
          "\""
              + column.name()
              + "\" has type "
              + column.field().getType()
              + ", for which PostgreSQL has no column type");
    }
    return type.map(found -> new Planned(column, batch.bronze() ? found.raw() : found));
  }

  /** Columns of a staging table that another batch of the run made. */
  static List<Planned> match(LoadBatch batch, List<LoadColumn> columns, Catalog.Relation staged) {
    List<LoadColumn> all = SplitRows.ofStaged(Lineage.ofStaged(batch, columns, staged), staged);
    Fit fit = new Fit(batch, all, staged, false);
    List<String> wrong = wrong(batch, fit);
    refuse(batch, "table-columns", wrong, DIFFERENT);
    return fit.planned();
  }

  /**
   * Columns of a table that exists and may change as the contract says. Columns of the batch that
   * it has not are planned in their natural type, and those that it must widen in the wider one;
   * where rows are added to it, it may have columns that the batch lacks.
   */
  static List<Planned> evolve(LoadBatch batch, Catalog.Relation target) {
    Fit fit = new Fit(batch, Lineage.of(batch, LoadColumn.of(batch), target), target, true);
    List<String> wrong = wrong(batch, fit);
    if (batch.target().contract() == Contract.FREEZE) {
      frozen(batch, fit, wrong);
    }
    refuse(batch, "table-columns", wrong, DIFFERENT);
    return fit.planned();
  }

  private static List<String> wrong(LoadBatch batch, Fit fit) {
    List<String> wrong = new ArrayList<>(fit.wrong());
    for (Catalog.Column column : fit.missing()) {
      if (History.own(batch.mode(), column.name()) || Lineage.COLUMNS.contains(column.name())) {
        continue;
      }
      if (batch.mode().keeps() && !column.optional()) {
        wrong.add(
            "\"" + column.name() + "\" must not be NULL in the table and is not in the output");
      } else if (!batch.mode().keeps() && !column.filled() && !column.generated()) {
        wrong.add("\"" + column.name() + "\" is in the table and not in the output");
      }
    }
    key(batch, wrong);
    return wrong;
  }

  private static void frozen(LoadBatch batch, Fit fit, List<String> wrong) {
    List<String> all = new ArrayList<>(wrong);
    all.addAll(fit.changes());
    for (Catalog.Column column : fit.missing()) {
      boolean own =
          column.filled()
              || column.generated()
              || History.own(batch.mode(), column.name())
              || Lineage.COLUMNS.contains(column.name());
      String told = "\"" + column.name() + "\"";
      if (!own && all.stream().noneMatch(text -> text.startsWith(told))) {
        all.add(told + " is in the table and not in the output");
      }
    }
    refuse(
        batch,
        "contract-frozen",
        all,
        "The output's `contract` is `freeze`: change the stream's steps so that the columns agree,"
            + " alter the table by hand, or let it `evolve`.");
  }

  /** How columns of a batch meet those of a relation. */
  private static final class Fit {
    private final List<Planned> planned = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final List<Catalog.Column> missing = new ArrayList<>();

    Fit(LoadBatch batch, List<LoadColumn> columns, Catalog.Relation relation, boolean mayWiden) {
      Map<String, Catalog.Column> left = new LinkedHashMap<>();
      relation.columns().forEach(column -> left.put(column.name(), column));
      for (LoadColumn column : columns) {
        Catalog.Column there = left.remove(column.name());
        if (there == null) {
          create(batch, column, wrong).ifPresent(planned::add);
          changes.add("\"" + column.name() + "\" is in the output and not in the table");
        } else if (there.generated()) {
          wrong.add("\"" + column.name() + "\" is generated by the table");
        } else {
          meet(column, there.type(), mayWiden);
        }
      }
      missing.addAll(left.values());
    }

    private void meet(LoadColumn column, ColumnType there, boolean mayWiden) {
      Optional<ColumnType> type =
          mayWiden
              ? WiderType.taking(column.field(), there)
              : Optional.of(there).filter(same -> Encoders.fits(column.field(), same));
      String different =
          "\""
              + column.name()
              + "\" is "
              + natural(column)
              + " in the output and "
              + there.sql()
              + " in the table";
      if (type.isEmpty()) {
        wrong.add(different);
        return;
      }
      planned.add(new Planned(column, type.get()));
      if (!type.get().equals(there)) {
        changes.add(different);
      }
    }

    List<Planned> planned() {
      return planned;
    }

    List<String> wrong() {
      return wrong;
    }

    /** What the relation would have to change. */
    List<String> changes() {
      return changes;
    }

    /** Columns of the relation that the batch lacks. */
    List<Catalog.Column> missing() {
      return missing;
    }
  }

  private static void key(LoadBatch batch, List<String> wrong) {
    List<String> names = LoadColumn.of(batch).stream().map(LoadColumn::name).toList();
    for (String column : batch.key()) {
      if (!names.contains(column)) {
        wrong.add("\"" + column + "\" is in the key and not in the output");
      }
    }
    if (!batch.bronze()) {
      names.stream()
          .filter(Lineage.COLUMNS::contains)
          .forEach(
              name ->
                  wrong.add("\"" + name + "\" is a column in which Penstock notes the lineage"));
    }
    MergeColumns.check(batch, wrong);
  }

  private static String natural(LoadColumn column) {
    return Encoders.natural(column.field())
        .map(ColumnType::sql)
        .orElseGet(() -> column.field().getType().toString());
  }

  private static void refuse(LoadBatch batch, String code, List<String> wrong, String advice) {
    if (!wrong.isEmpty()) {
      throw new PermanentException(
          new Problem(
              code,
              where(batch),
              "The columns do not fit the table "
                  + batch.table()
                  + ": "
                  + String.join("; ", wrong)
                  + ".",
              advice));
    }
  }
}
