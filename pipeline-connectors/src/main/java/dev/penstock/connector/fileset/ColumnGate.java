package dev.penstock.connector.fileset;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Columns;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Compares the columns of an output with those of its table before the first row is staged.
 * Thread-safe.
 */
final class ColumnGate {
  /** What the raw copy gets beside the source's columns. */
  static final List<Column> BRONZE =
      List.of(
          new Column("_batch_id", "VARCHAR"),
          new Column("_ingested_at", "TIMESTAMP WITH TIME ZONE"),
          new Column("_source_system", "VARCHAR"),
          new Column("_source_place", "VARCHAR"));

  private final Manifests manifests;
  private final BufferAllocator allocator;
  private final Set<String> passed = ConcurrentHashMap.newKeySet();

  ColumnGate(Manifests manifests, BufferAllocator allocator) {
    this.manifests = manifests;
    this.allocator = allocator;
  }

  void forget(String run) {
    passed.removeIf(key -> key.startsWith(run + "/"));
  }

  /**
   * Lets the batch through if its columns fit.
   *
   * @throws PermanentException that names every column that does not
   */
  void pass(LoadBatch batch) {
    String key =
        batch.split().run()
            + "/"
            + batch.split().stream()
            + "/"
            + batch.output()
            + "/"
            + batch.rows().getSchema().toJson().hashCode();
    if (passed.contains(key)) {
      return;
    }
    String where = Loading.where(batch);
    if (batch.mode() == LoadMode.HISTORY || batch.mode() == LoadMode.CONTINUOUS) {
      throw new PermanentException(
          new Problem(
              "not-here",
              where,
              "A destination of files keeps rows as replace, append or upsert only.",
              "Change the output's `mode`."));
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : types(batch, where)) {
      boolean hidden =
          column.name().equals(Columns.PLACE)
              || batch.finish().changes() && Finish.hidden(column.name());
      if (!hidden) {
        columns.add(FileTypes.stored(column, where));
      }
    }
    if (batch.bronze()) {
      columns.addAll(BRONZE);
    }
    names(batch, columns, where);
    Evolution.of(
        manifests.table(batch.table().toString()),
        columns,
        batch.mode().keeps(),
        batch.target().contract(),
        batch.table(),
        where);
    passed.add(key);
  }

  private List<Column> types(LoadBatch batch, String where) {
    byte[] bytes = ArrowBatches.encode(batch.rows().getSchema(), allocator);
    try (ArrowStreamReader rows =
        new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
      return Workbench.columns(rows, allocator);
    } catch (SQLException e) {
      throw Workbench.failure(where, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void names(LoadBatch batch, List<Column> columns, String where) {
    List<String> wrong = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (column.name().isEmpty()) {
        wrong.add("a column has no name");
      } else if (Finish.hidden(column.name())) {
        wrong.add("\"" + column.name() + "\" begins with " + Finish.HIDDEN);
      } else if (!names.add(lower(column.name()))) {
        wrong.add("\"" + column.name() + "\" is there twice");
      }
    }
    for (String column : batch.key()) {
      if (!names.contains(lower(column))) {
        wrong.add("\"" + column + "\" is in the key and not in the output");
      }
    }
    batch
        .target()
        .layout()
        .partition()
        .filter(partition -> !names.contains(lower(partition.by())))
        .ifPresent(p -> wrong.add("\"" + p.by() + "\" is the partition and not in the output"));
    batch
        .target()
        .merging()
        .order()
        .filter(column -> !names.contains(lower(column)))
        .ifPresent(column -> wrong.add("\"" + column + "\" is the order and not in the output"));
    if (!wrong.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "column-unsupported",
              where,
              "The columns do not fit the table "
                  + batch.table()
                  + ": "
                  + String.join("; ", wrong)
                  + ".",
              "Rename or cast these columns in the stream's steps."));
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
