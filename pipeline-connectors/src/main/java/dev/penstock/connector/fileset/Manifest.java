package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What readers see of a pipeline: its tables and their files. The format is public; see
 * docs/reference/destinations.md.
 *
 * @param formatVersion {@link #FORMAT}
 * @param run that published it; {@code null} before the first
 * @param version of the pipeline
 * @param publishedAt ISO 8601, UTC
 * @param retired files of the manifest before, which its readers may still be reading
 * @param fenced how often a run was shut out; the only thing that changes then
 * @param result what the run was answered
 */
record Manifest(
    int formatVersion,
    String pipeline,
    @Nullable String run,
    int version,
    @Nullable String publishedAt,
    List<Table> tables,
    List<String> retired,
    long fenced,
    @Nullable PublishResult result) {
  static final int FORMAT = 1;

  Manifest {
    tables = tables == null ? List.of() : List.copyOf(tables);
    retired = retired == null ? List.of() : List.copyOf(retired);
  }

  /** A pipeline that never published. */
  static Manifest empty(String pipeline) {
    return new Manifest(FORMAT, pipeline, null, 0, null, List.of(), List.of(), 0, null);
  }

  Manifest fence() {
    return new Manifest(
        formatVersion, pipeline, run, version, publishedAt, tables, retired, fenced + 1, result);
  }

  Optional<Table> table(String name) {
    return tables.stream().filter(table -> table.table().equals(name)).findFirst();
  }

  /** Every file that it names, the retired ones among them. */
  List<String> paths() {
    return Stream.concat(current().stream(), retired.stream()).toList();
  }

  /** The files of its tables. */
  List<String> current() {
    return tables.stream().flatMap(t -> t.files().stream()).map(DataFile::path).toList();
  }

  /**
   * A table.
   *
   * @param layer bronze, silver or gold
   * @param name of the output or model; for bronze of the stream
   * @param table {@code schema.table}
   * @param format parquet, csv or jsonl
   */
  record Table(
      String layer,
      String name,
      String table,
      String format,
      @Nullable PartitionBy partition,
      List<Column> columns,
      long rows,
      List<DataFile> files) {
    Table {
      columns = columns == null ? List.of() : List.copyOf(columns);
      files = files == null ? List.of() : List.copyOf(files);
    }

    String folder() {
      return table.replace('.', '/') + "/";
    }

    Map<String, DataFile> byPath() {
      return files.stream().collect(Collectors.toMap(DataFile::path, file -> file, (a, _) -> a));
    }
  }

  /**
   * How the files are divided.
   *
   * @param every day, month or year
   */
  record PartitionBy(String by, @Nullable String every) {}

  /** A column with its type as DuckDB writes it. */
  record Column(String name, String type) {}

  /**
   * A file.
   *
   * @param path from the connection's root
   * @param partition the value that its rows share, as text; its value is {@code null} for NULL
   */
  record DataFile(
      String path,
      long rows,
      long bytes,
      String sha256,
      String md5,
      @Nullable Map<String, @Nullable String> partition) {}
}
