package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says before the first row what of an output's layout the table's columns cannot bear. */
final class LayoutCheck {
  private static final Set<Base> LISTED =
      Set.of(
          Base.BOOL,
          Base.INT2,
          Base.INT4,
          Base.INT8,
          Base.NUMERIC,
          Base.TEXT,
          Base.VARCHAR,
          Base.BPCHAR,
          Base.DATE,
          Base.UUID);

  private LayoutCheck() {}

  static void run(
      Session session, LoadBatch batch, List<Planned> columns, Optional<Catalog.Relation> table)
      throws SQLException {
    Layout layout = batch.target().layout();
    Map<String, ColumnType> types = new HashMap<>();
    table.ifPresent(t -> t.columns().forEach(c -> types.put(c.name(), c.type())));
    columns.forEach(p -> types.put(p.column().name(), p.type()));
    Set<String> unknown = new TreeSet<>();
    for (List<String> index : layout.indexes()) {
      unknown.addAll(index);
    }
    layout.partition().ifPresent(partition -> unknown.add(partition.by()));
    unknown.removeAll(types.keySet());
    if (batch.mode() == LoadMode.HISTORY) {
      List.of(Merging.VALID_FROM, Merging.VALID_TO, Merging.CURRENT).forEach(unknown::remove);
    }
    if (!unknown.isEmpty()) {
      throw refused(
          batch,
          "The indexes or partitions name columns that the output does not have: "
              + Session.quoted(List.copyOf(unknown))
              + ".",
          "Correct `indexes` and `partition`, or add the columns in the stream's steps.");
    }
    if (layout.partition().isPresent()
        && !batch.key().isEmpty()
        && !batch.key().contains(layout.partition().get().by())) {
      throw refused(
          batch,
          "Rows are divided by \""
              + layout.partition().get().by()
              + "\", which is not in the key: a key is unique within a partition only.",
          "Add the column to `key`, or divide by a column of the key.");
    }
    if (layout.partition().isPresent()) {
      ColumnType type = types.get(layout.partition().get().by());
      if (type != null) {
        type(batch, layout.partition().get(), type);
      }
    }
    if (table.isPresent()) {
      owner(session, batch, table.get());
    }
  }

  private static void type(LoadBatch batch, Layout.Partition partition, ColumnType type) {
    boolean time =
        type.base() == Base.DATE
            || type.base() == Base.TIMESTAMP
            || type.base() == Base.TIMESTAMPTZ;
    boolean good =
        !type.array() && (partition.every().isPresent() ? time : LISTED.contains(type.base()));
    if (!good) {
      throw refused(
          batch,
          "Rows cannot be divided by \""
              + partition.by()
              + "\", which is "
              + type.sql()
              + (partition.every().isPresent()
                  ? ": `every` needs a date or a timestamp."
                  : ": a partition for each value needs whole numbers, texts, dates or the like."),
          "Divide by another column, or cast this one in the stream's steps.");
    }
  }

  /** Only a table's owner makes indexes. */
  private static void owner(Session session, LoadBatch batch, Catalog.Relation table)
      throws SQLException {
    if (batch.target().layout().indexes().isEmpty() || Evolution.owned(session, table)) {
      return;
    }
    List<List<String>> missing =
        Indexes.missing(session, batch.table(), batch.target().layout().indexes());
    if (!missing.isEmpty()) {
      throw refused(
          batch,
          "The table "
              + batch.table()
              + " belongs to another role and has no index over "
              + String.join("; ", missing.stream().map(Session::quoted).toList())
              + ".",
          "Let its owner make them, or leave them out of `indexes`.");
    }
  }

  private static PermanentException refused(LoadBatch batch, String message, String advice) {
    return new PermanentException(
        new Problem("table-layout", ColumnMatch.where(batch), message, advice));
  }
}
