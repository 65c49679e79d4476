package dev.penstock.connector.fileset.tar;

import dev.penstock.batch.JsonValues;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes records into one tar archive. A record is {@code KEY.json} with its columns and, for each
 * member column, {@code KEY.ENDING} with that column's bytes; a member that is null is left out.
 * The same records give the same bytes: there are no times, users or machines in the archive. Not
 * thread-safe; it holds one record and the archive's names in memory.
 */
public final class TarWriter implements AutoCloseable {
  private static final String JSON = "json";
  private static final int MODE = 0644;

  private final TarArchiveOutputStream tar;
  private final List<String> key;
  private final Map<String, String> members;
  private final String where;
  private final Set<String> names = new HashSet<>();

  /**
   * An empty archive.
   *
   * @param out closed with this
   * @param key columns whose values name a record
   * @param members columns of bytes or text, and the endings of their files
   * @param where the output, for messages
   */
  public TarWriter(OutputStream out, List<String> key, Map<String, String> members, String where) {
    this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    this.key = List.copyOf(key);
    this.members = Map.copyOf(members);
    this.where = where;
  }

  /**
   * Adds a record.
   *
   * @throws PermanentException where a column is missing or of the wrong type, the key is null, or
   *     another record of the archive has it
   * @throws IOException of the stream
   */
  public void add(VectorSchemaRoot rows, int row) throws IOException {
    String name = name(rows, row);
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, String> member : members.entrySet()) {
      FieldVector column = column(rows, member.getKey());
      if (!column.isNull(row)) {
        files.put(member.getValue(), bytes(column, row));
      }
    }
    files.put(
        JSON, JsonValues.record(rows, row, members.keySet()).getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      put(name + "." + file.getKey(), file.getValue());
    }
  }

  private String name(VectorSchemaRoot rows, int row) {
    List<String> values = new ArrayList<>();
    for (String part : key) {
      FieldVector column = column(rows, part);
      if (column.isNull(row)) {
        throw wrong("null-key", "Column `" + part + "` names the records, and is null in one.");
      }
      values.add(
          text(column)
              ? new String(bytes(column, row), StandardCharsets.UTF_8)
              : JsonValues.value(column, row).replace("\"", ""));
    }
    String name = MemberNames.of(values);
    if (!names.add(name)) {
      throw wrong(
          "duplicate-key", "Two records have the key " + String.join(", ", key) + " = " + values);
    }
    return name;
  }

  private FieldVector column(VectorSchemaRoot rows, String name) {
    FieldVector column = rows.getVector(name);
    if (column == null) {
      throw wrong("unknown-column", "There is no column `" + name + "`.");
    }
    return column;
  }

  private byte[] bytes(FieldVector column, int row) {
    return switch (column) {
      case VarBinaryVector bytes -> bytes.get(row);
      case LargeVarBinaryVector bytes -> bytes.get(row);
      case VarCharVector text -> text.get(row);
      case LargeVarCharVector text -> text.get(row);
      default ->
          throw wrong(
              "column-type",
              "Column `"
                  + column.getName()
                  + "` is "
                  + column.getField().getType()
                  + "; a file in an archive needs bytes or text.");
    };
  }

  private static boolean text(FieldVector column) {
    return column instanceof VarCharVector || column instanceof LargeVarCharVector;
  }

  private void put(String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
    entry.setSize(content.length);
    entry.setMode(MODE);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private PermanentException wrong(String code, String message) {
    return new PermanentException(
        new Problem(
            code, where, message, "Check `key` and `files.members` against the output's columns."));
  }

  /** Ends the archive and closes the stream. */
  @Override
  public void close() throws IOException {
    tar.close();
  }
}
