package dev.penstock.connector.fileset;

import dev.penstock.connector.files.Spool;
import dev.penstock.connector.fileset.tar.TarWriter;
import dev.penstock.definition.FilesDefinition;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Writes rows of the workbench into tar archives, some at a time, so that memory is bounded. */
final class Archives {
  private static final long PAGE_BYTES = 64L << 20;
  private static final long PAGE_ROWS = 2048;

  private final Workbench bench;

  Archives(Workbench bench) {
    this.bench = bench;
  }

  /**
   * Writes an archive.
   *
   * @param columns as they are selected
   * @param where the output, for messages
   * @throws dev.penstock.error.PermanentException where a record cannot be named, or a member is no
   *     file
   */
  void write(
      String table,
      String columns,
      long from,
      long rows,
      FilesDefinition files,
      List<String> key,
      String where,
      Path file)
      throws SQLException {
    long page = page(table, from, rows, files);
    try (TarWriter tar =
        new TarWriter(
            new BufferedOutputStream(Spool.writing(file, "an archive", where)),
            key,
            files.members(),
            where)) {
      for (long at = from; at < from + rows; at += page) {
        long end = Math.min(at + page, from + rows);
        bench.read(
            "SELECT "
                + columns
                + " FROM "
                + table
                + " WHERE "
                + between(at, end)
                + " ORDER BY rowid",
            batch -> {
              for (int row = 0; row < batch.getRowCount(); row++) {
                tar.add(batch, row);
              }
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an archive in memory", e);
    }
  }

  /** As many rows as fit, if each were as large as the largest. */
  private long page(String table, long from, long rows, FilesDefinition files) throws SQLException {
    List<String> there = bench.columns(table).stream().map(Manifest.Column::name).toList();
    String size =
        files.members().keySet().stream()
            .filter(there::contains)
            .map(Workbench::quoted)
            .map(member -> "coalesce(octet_length(CAST(" + member + " AS BLOB)), 0)")
            .collect(Collectors.joining(" + "));
    if (size.isEmpty()) {
      return PAGE_ROWS;
    }
    long widest =
        bench.number(
            "SELECT coalesce(max("
                + size
                + "), 0)::BIGINT FROM "
                + table
                + " WHERE "
                + between(from, from + rows));
    return Math.clamp(PAGE_BYTES / Math.max(1, widest), 1, PAGE_ROWS);
  }

  private static String between(long from, long end) {
    return "rowid >= " + from + " AND rowid < " + end;
  }
}
