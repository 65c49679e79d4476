package dev.penstock.connector.fileset;

import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.WorkFolder;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.DataFile;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.FilesDefinition.Format;
import dev.penstock.definition.Layout;
import dev.penstock.definition.Layout.Partition;
import dev.penstock.definition.Layout.Span;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a table, which nobody sees until a manifest names them. A file's name has the
 * run that wrote it and its content's digest, so that a second audit of the run writes the same
 * ones, and no other run's. One whose content the table already has in that folder is taken over.
 */
final class PartWriter {
  /** The rows of a file where the author says nothing. */
  static final long ROWS = 1_000_000;

  /** The most folders of a table that one run writes to. */
  static final int MAX_PARTITIONS = 1_000;

  private static final String PART = "\"_penstock_part\"";
  private static final String NUMBER = "\"_penstock_number\"";

  private final Workbench bench;
  private final FileTree tree;
  private final String tag;
  private final Archives archives;

  PartWriter(Workbench bench, FileTree tree, String run) {
    this.bench = bench;
    this.tree = tree;
    this.tag = Names.tag(run);
    this.archives = new Archives(bench);
  }

  /** The table as it will be, its new files written. */
  Table write(TablePlan plan) throws SQLException {
    Layout layout = plan.layout();
    FilesDefinition files = TablePlan.files(layout);
    List<DataFile> all = new ArrayList<>();
    if (plan.kept()) {
      plan.before().ifPresent(table -> all.addAll(table.files()));
    }
    if (plan.written().isPresent()) {
      all.addAll(parts(plan, plan.written().get(), files));
    }
    Item item = plan.item();
    Optional<Table> kept = plan.before().filter(_ -> plan.kept() && plan.written().isEmpty());
    return new Table(
        item.layer(),
        item.name(),
        item.target().toString(),
        kept.map(Table::format).orElseGet(() -> files.format().name().toLowerCase(Locale.ROOT)),
        kept.isPresent() ? kept.get().partition() : TablePlan.partition(layout).orElse(null),
        plan.evolution().columns(),
        all.stream().mapToLong(DataFile::rows).sum(),
        all);
  }

  private record Range(@Nullable String value, long from, long rows) {}

  private List<DataFile> parts(TablePlan plan, String query, FilesDefinition files)
      throws SQLException {
    Optional<Partition> partition = plan.layout().partition();
    String table = plan.item().work("write");
    if (plan.item() instanceof Item.Model) {
      table = plan.item().work("write_model");
    }
    String made = "CREATE TABLE " + table + " AS ";
    bench.execute(
        partition
            .map(
                by ->
                    made
                        + "SELECT * EXCLUDE ("
                        + NUMBER
                        + ") FROM (SELECT *, "
                        + value(by)
                        + " AS "
                        + PART
                        + ", row_number() OVER () AS "
                        + NUMBER
                        + " FROM ("
                        + query
                        + ")) ORDER BY "
                        + PART
                        + " NULLS LAST, "
                        + NUMBER)
            .orElse(made + query));
    List<DataFile> written = new ArrayList<>();
    for (Range range : ranges(plan, table, partition.isPresent())) {
      write(plan, table, files, range, written);
    }
    bench.execute("DROP TABLE " + table);
    return written;
  }

  private List<Range> ranges(TablePlan plan, String table, boolean divided) throws SQLException {
    if (!divided) {
      return List.of(new Range(null, 0, bench.number("SELECT count(*) FROM " + table)));
    }
    List<Range> ranges =
        bench.query(
            "SELECT "
                + PART
                + ", min(rowid), count(*) FROM "
                + table
                + " GROUP BY ALL ORDER BY 2 LIMIT "
                + (MAX_PARTITIONS + 1),
            row -> new Range(row.getString(1), row.getLong(2), row.getLong(3)));
    if (ranges.size() > MAX_PARTITIONS) {
      throw new PermanentException(
          new Problem(
              "too-many-partitions",
              plan.item().where(),
              "The rows lie in more than " + MAX_PARTITIONS + " partitions.",
              "Divide them by a column with fewer values, or by a longer span."));
    }
    return ranges.isEmpty() ? List.of(new Range(null, 0, 0)) : ranges;
  }

  private void write(
      TablePlan plan, String table, FilesDefinition files, Range range, List<DataFile> written)
      throws SQLException {
    Map<String, @Nullable String> values = new HashMap<>();
    String folder = plan.item().target().toString().replace('.', '/') + "/";
    if (plan.layout().partition().isPresent()) {
      Partition by = plan.layout().partition().get();
      String name =
          by.by() + by.every().map(s -> "_" + s.name().toLowerCase(Locale.ROOT)).orElse("");
      values.put(name, range.value());
      folder +=
          Names.escaped(name)
              + "="
              + (range.value() == null
                  ? "__HIVE_DEFAULT_PARTITION__"
                  : Names.escaped(range.value()))
              + "/";
    }
    long most = Math.max(1, files.partRows().orElse(ROWS));
    long done = 0;
    // A table without rows is a file without rows, so that readers find its columns.
    for (int part = 0; done < range.rows() || part == 0; part++) {
      long count = Math.min(most, range.rows() - done);
      boolean needed = count > 0 || !plan.kept();
      if (needed) {
        written.add(
            file(
                plan,
                table,
                files.format(),
                new Range(range.value(), range.from() + done, count),
                folder,
                part,
                values,
                written));
      }
      done += count;
    }
  }

  private DataFile file(
      TablePlan plan,
      String table,
      Format format,
      Range rows,
      String folder,
      int part,
      Map<String, @Nullable String> values,
      List<DataFile> written)
      throws SQLException {
    String ending = "." + format.name().toLowerCase(Locale.ROOT);
    Path file = bench.folder().next(ending);
    String columns =
        plan.evolution().columns().stream()
            .map((Column column) -> FileTypes.written(column, format))
            .collect(Collectors.joining(", "));
    if (format == Format.TAR && plan.item() instanceof Item.Loaded output) {
      archives.write(
          table,
          columns,
          rows.from(),
          rows.rows(),
          TablePlan.files(plan.layout()),
          output.key(),
          output.where(),
          file);
    } else {
      bench.execute(
          "COPY (SELECT "
              + columns
              + " FROM "
              + table
              + " WHERE rowid >= "
              + rows.from()
              + " AND rowid < "
              + (rows.from() + rows.rows())
              + ") TO "
              + Workbench.file(file)
              + options(format));
    }
    WorkFolder.Digest digest = bench.folder().digest(file);
    Optional<DataFile> there = there(plan, folder, digest, written);
    if (there.isPresent() && TablePlan.files(plan.layout()).dvc().isPresent()) {
      // DVC may have brought back another version of the folder meanwhile.
      tree.put(there.get().path(), file, bench.cancellation());
    }
    if (there.isEmpty()) {
      String name = "part-%05d-%s-%s".formatted(part, tag, digest.sha256().substring(0, 16));
      String path = folder + name + ending;
      tree.put(path, file, bench.cancellation());
      there =
          Optional.of(
              new DataFile(
                  path,
                  rows.rows(),
                  digest.bytes(),
                  digest.sha256(),
                  digest.md5(),
                  values.isEmpty() ? null : Collections.unmodifiableMap(values)));
    }
    bench.folder().drop(file);
    return there.get();
  }

  /** A file of the table with this content, where old files do not stay anyway. */
  private static Optional<DataFile> there(
      TablePlan plan, String folder, WorkFolder.Digest digest, List<DataFile> written) {
    if (plan.kept()) {
      return Optional.empty();
    }
    return plan.before().stream()
        .flatMap(table -> table.files().stream())
        .filter(file -> file.sha256().equals(digest.sha256()))
        .filter(file -> file.path().startsWith(folder))
        .filter(file -> file.path().indexOf('/', folder.length()) < 0)
        .filter(file -> !written.contains(file))
        .findFirst();
  }

  private static String options(Format format) {
    return switch (format) {
      case PARQUET -> " (FORMAT parquet, COMPRESSION zstd)";
      case CSV -> " (FORMAT csv, HEADER true, NULLSTR '')";
      case JSONL -> " (FORMAT json)";
      case TAR -> throw new IllegalStateException("DuckDB writes no archives");
    };
  }

  private static String value(Partition by) {
    String column = Workbench.quoted(by.by());
    return by.every()
        .map(
            (Span span) ->
                "strftime(CAST("
                    + column
                    + " AS TIMESTAMP), '"
                    + switch (span) {
                      case DAY -> "%Y-%m-%d";
                      case MONTH -> "%Y-%m";
                      case YEAR -> "%Y";
                    }
                    + "')")
        .orElse("CAST(" + column + " AS VARCHAR)");
  }
}
