package dev.penstock.connector.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.files.FileStore.FileEntry;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The files that a run reads: all that a path or pattern names, or in an incremental run those that
 * are new or changed since the last published one. Immutable, thread-safe.
 *
 * <p>A format plans the {@link #files} in order, opens each with {@link #open}, and puts {@link
 * #state} into its plan. Where there are no files it answers {@link #nothingNew}.
 */
public final class FileSelection {
  private static final int PIECE = 256 * 1024;

  private final FileStore store;
  private final FileOptions options;
  private final List<FileEntry> files;
  private final @Nullable JsonNode state;

  private FileSelection(
      FileStore store, FileOptions options, List<FileEntry> files, @Nullable JsonNode state) {
    this.store = store;
    this.options = options;
    this.files = files;
    this.state = state;
  }

  /** Looks for the files; not even one that matches is an error, unless there was one before. */
  public static FileSelection find(
      FileStore store, FileOptions options, PlanRequest request, Cancellation cancellation) {
    if (!options.incremental()) {
      return new FileSelection(store, options, store.find(options.path(), cancellation), null);
    }
    Optional<FileDigests> known = FileDigests.fromJson(request.state());
    List<FileEntry> all;
    try {
      all = store.find(options.path(), cancellation);
    } catch (PermanentException e) {
      // A folder that is emptied once its files are read is an ordinary one.
      boolean none = e.problem().code().equals(FileStore.MISSING);
      if (!none || known.isEmpty()) {
        throw e;
      }
      all = List.of();
    }
    List<FileEntry> found = all;
    return new FileSelection(
        store,
        options,
        known.map(digests -> digests.newIn(found)).orElse(found),
        FileDigests.of(found).toJson());
  }

  /** The files to read, sorted by path. */
  public List<FileEntry> files() {
    return files;
  }

  /**
   * What the plan is to note: which files there are now, so that files that went are forgotten;
   * {@code null} where the stream is not read incrementally.
   */
  public @Nullable JsonNode state() {
    return state;
  }

  /**
   * Opens one of the files for planning; the caller closes it. Fails where it is not the file that
   * was found, or has not the checksum that the author declared.
   */
  public OpenFile open(FileEntry entry, Cancellation cancellation) {
    OpenFile file = store.open(entry.path(), cancellation);
    try {
      file.verify(entry.stamp());
      if (options.checksum().isPresent()) {
        compare(file, options.checksum().get(), cancellation);
      }
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The plan where no file is new: no splits, and the columns that are known.
   *
   * @param otherwise the columns, without the place, where none are known
   */
  public SourcePlan nothingNew(PlanRequest request, List<Field> otherwise) {
    List<Field> columns = new ArrayList<>(otherwise);
    if (request.known() != null) {
      columns = new ArrayList<>(request.known().getFields());
    }
    columns.removeIf(column -> column.getName().equals(Columns.PLACE));
    columns.add(Field.nullable(Columns.PLACE, new ArrowType.Int(64, true)));
    return new SourcePlan(
        new SourcePlan.Stream(new Schema(columns)), List.of(), state, List.of("No file is new."));
  }

  /** The SHA-256 digest of a file's bytes as 64 hexadecimal digits. */
  public static String sha256(OpenFile file, Cancellation cancellation) {
    MessageDigest sha = FileDigests.sha256();
    byte[] piece = new byte[PIECE];
    try (InputStream bytes = file.from(0)) {
      for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
        cancellation.check();
        sha.update(piece, 0, count);
      }
    } catch (IOException e) {
      throw file.failure(e);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void compare(OpenFile file, String expected, Cancellation cancellation) {
    FileStamp stamp = file.stamp();
    String found = sha256(file, cancellation);
    file.verify(stamp);
    if (!found.equals(expected)) {
      throw new PermanentException(
          new Problem(
              "wrong-checksum",
              file.path(),
              "This file of %s has the digest sha256:%s, but sha256:%s was expected."
                  .formatted(file.connection(), found, expected),
              "Find out why the file differs; if it is right, correct the option checksum."));
    }
  }
}
