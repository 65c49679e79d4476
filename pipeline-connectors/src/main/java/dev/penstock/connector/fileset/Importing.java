package dev.penstock.connector.fileset;

import dev.penstock.batch.Columns;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.WorkFolder;
import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.DataFile;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.connector.fileset.StagedBatches.Origin;
import dev.penstock.connector.fileset.StagedBatches.Position;
import dev.penstock.connector.fileset.StagedBatches.Staged;
import dev.penstock.definition.FilesDefinition.Format;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.transform.SqlSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;

/** Brings staged batches and published files into the workbench, and counts them on the way. */
final class Importing {
  private final Workbench bench;
  private final FileTree tree;
  private final StagedBatches staged;
  private final BufferAllocator allocator;

  Importing(Workbench bench, FileTree tree, StagedBatches staged, BufferAllocator allocator) {
    this.bench = bench;
    this.tree = tree;
    this.staged = staged;
    this.allocator = allocator;
  }

  /**
   * Fills the item's table {@code in} with what was staged.
   *
   * @return false where nothing was, and the table was not made
   * @throws PermanentException where the books do not balance
   */
  boolean staged(String run, Loaded item) throws SQLException {
    List<String> paths = staged.of(run, item.stream(), item.output());
    if (paths.isEmpty()) {
      if (item.mode().keeps()) {
        return false;
      }
      throw wrong(item, "nothing was loaded, not even the end of a split");
    }
    String into = item.work("in");
    long rows = 0;
    int splits = 0;
    int open = 0;
    Position before = null;
    bench.execute("BEGIN");
    for (String path : paths) {
      try (Staged batch = staged.open(path)) {
        Position now = batch.position();
        if (before == null || !before.split().equals(now.split())) {
          splits++;
          open += before == null || before.done() ? 0 : 1;
          rows += before == null ? 0 : before.rows();
          before = Position.start(now.split(), now.epoch());
        }
        if (now.sequence() != before.sequence() + 1 || before.done()) {
          throw wrong(
              item,
              "batch %d of split %s is not the one behind batch %d"
                  .formatted(now.sequence(), now.split(), before.sequence()));
        }
        append(
            item,
            batch,
            splits == 1 && now.sequence() == 0
                ? "CREATE TABLE " + into + " AS "
                : "INSERT INTO " + into + " BY NAME ");
        before = now;
      }
    }
    bench.execute("COMMIT");
    open += before == null || before.done() ? 0 : 1;
    rows += before == null ? 0 : before.rows();
    if (open > 0) {
      throw wrong(item, "%d of %d splits are not loaded to their end".formatted(open, splits));
    }
    long found = bench.number("SELECT count(*) FROM " + into);
    if (found != rows) {
      throw wrong(
          item, "the ledger counts %,d loaded rows and staging holds %,d".formatted(rows, found));
    }
    store(item, into);
    return true;
  }

  private void append(Loaded item, Staged batch, String into) throws SQLException {
    List<String> values = new ArrayList<>();
    Origin origin = batch.origin();
    boolean placed = false;
    for (Field field : schema(batch)) {
      if (field.getName().equals(Columns.PLACE)) {
        placed = true;
      } else {
        values.add(Workbench.quoted(field.getName()));
      }
    }
    String place = placed ? Workbench.quoted(Columns.PLACE) + "::BIGINT" : "NULL::BIGINT";
    String from = Workbench.text(origin.origin());
    if (item.definition().bronze()) {
      values.add(Workbench.text(origin.batch()) + " AS _batch_id");
      values.add(Workbench.text(origin.at()) + "::TIMESTAMPTZ AS _ingested_at");
      values.add(Workbench.text(origin.sourceSystem()) + " AS _source_system");
      values.add(from + " || coalesce(':' || " + place + ", '') AS _source_place");
    }
    List<String> stand =
        List.of(
            from,
            place,
            Workbench.text(batch.position().split()),
            batch.position().sequence() + "::BIGINT",
            "row_number() OVER () - 1");
    for (int i = 0; i < stand.size(); i++) {
      values.add(stand.get(i) + " AS " + Workbench.quoted(Standing.COLUMNS.get(i)));
    }
    try {
      bench.with(
          "batch",
          batch.reader(),
          allocator,
          () -> bench.execute(into + "SELECT " + String.join(", ", values) + " FROM batch"));
    } catch (SQLException e) {
      throw Workbench.failure(item.where(), e);
    }
  }

  private static List<Field> schema(Staged batch) {
    try {
      return batch.reader().getVectorSchemaRoot().getSchema().getFields();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives columns the types that files keep. */
  private void store(Item item, String table) throws SQLException {
    for (Column column : bench.columns(table)) {
      Column stored = FileTypes.stored(column, item.where());
      if (!stored.equals(column)) {
        bench.execute(
            "ALTER TABLE "
                + table
                + " ALTER COLUMN "
                + Workbench.quoted(column.name())
                + " TYPE "
                + stored.type());
      }
    }
  }

  /** Fills the item's table {@code old} with what readers see now. */
  void published(Item item, Table table) throws SQLException {
    Format format = format(table);
    if (format == Format.TAR) {
      throw new PermanentException(
          new Problem(
              "archive",
              item.where(),
              "The table " + table.table() + " is tar archives, which are never read back.",
              "Start a full run of the pipeline that writes it."));
    }
    for (Column column : table.columns()) {
      SqlSyntax.type(column.type(), item.where())
          .ifPresent(
              problem -> {
                throw damaged(table, "its column types are none");
              });
    }
    String old = item.work("old");
    bench.execute(
        "CREATE TABLE "
            + old
            + " ("
            + table.columns().stream()
                .map(c -> Workbench.quoted(c.name()) + " " + c.type())
                .collect(Collectors.joining(", "))
            + ")");
    for (DataFile file : table.files()) {
      Path copy = fetch(table, file);
      bench.execute(
          "INSERT INTO "
              + old
              + " BY NAME SELECT "
              + values(table, format, copy)
              + " FROM "
              + reader(format, copy));
      bench.folder().drop(copy);
    }
    if (bench.number("SELECT count(*) FROM " + old) != table.rows()) {
      throw damaged(table, "it counts other rows than its files have");
    }
  }

  private Path fetch(Table table, DataFile file) {
    Path copy = bench.folder().next("." + table.format());
    try {
      tree.fetch(file.path(), copy, bench.cancellation());
    } catch (PermanentException e) {
      if (e.problem().code().equals(FileStore.MISSING)) {
        throw damaged(table, "its file " + file.path() + " is gone");
      }
      throw e;
    }
    WorkFolder.Digest digest = bench.folder().digest(copy);
    if (!digest.sha256().equals(file.sha256())) {
      throw damaged(table, "its file " + file.path() + " has another content");
    }
    return copy;
  }

  /** Old files lack columns that were added later. */
  private String values(Table table, Format format, Path copy) throws SQLException {
    List<String> there =
        bench.columns(reader(format, copy)).stream()
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .toList();
    return table.columns().stream()
        .filter(column -> there.contains(column.name().toLowerCase(Locale.ROOT)))
        .map(column -> FileTypes.read(column, format))
        .collect(Collectors.joining(", "));
  }

  private static String reader(Format format, Path file) {
    String path = Workbench.file(file);
    return switch (format) {
      case PARQUET -> "read_parquet(" + path + ", hive_partitioning=false)";
      case CSV ->
          "read_csv("
              + path
              + ", header=true, all_varchar=true, nullstr='', allow_quoted_nulls=false, delim=',',"
              + " quote='\"', escape='\"', max_line_size=67108864, hive_partitioning=false)";
      case JSONL ->
          "read_json("
              + path
              + ", format='newline_delimited', sample_size=-1, maximum_object_size=67108864,"
              + " hive_partitioning=false)";
      case TAR -> throw new IllegalStateException("archives are never read back");
    };
  }

  static Format format(Table table) {
    try {
      return Format.valueOf(table.format().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw damaged(table, "it has no known format");
    }
  }

  private static PermanentException damaged(Table table, String what) {
    return new PermanentException(
        new Problem(
            "table-damaged",
            "table " + table.table(),
            "The table is not what the manifest says: " + what + ".",
            "Restore its files, or load it anew with a full run of mode replace."));
  }

  private static PermanentException wrong(Loaded item, String what) {
    return new PermanentException(
        new Problem(
            "books",
            item.where(),
            "The books do not balance: " + what + ".",
            "Nothing was published; start the run again and report this."));
  }
}
