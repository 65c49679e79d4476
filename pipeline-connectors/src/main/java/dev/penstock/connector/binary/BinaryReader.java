package dev.penstock.connector.binary;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStore.FileEntry;
import dev.penstock.connector.files.OpenFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a group of files. A batch is as many whole files as go into {@link
 * SourceBatch#TARGET_BYTES}, at least one; it depends on the planned sizes only, so reading again
 * gives the same batches. Holds one file's bytes beside the batch.
 */
final class BinaryReader implements SplitReader {
  /** The greatest file whose bytes are read: a row must go into one message, more than once. */
  static final int MAX_CONTENT = 2 << 20;

  /** Bytes after which a batch is closed where they are only counted. */
  private static final long MAX_DIGESTED = 64L << 20;

  private static final long MAX_ARROW_BYTES = 64L << 20;

  private final FileStore store;
  private final FileGroup group;
  private final boolean content;
  private final Cancellation cancellation;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private int next;
  private boolean closed;

  BinaryReader(
      FileStore store,
      FileGroup group,
      int next,
      boolean content,
      Schema schema,
      BufferAllocator parent,
      Cancellation cancellation) {
    this.store = store;
    this.group = group;
    this.next = next;
    this.content = content;
    this.cancellation = cancellation;
    this.allocator = parent.newChildAllocator("binary", 0, MAX_ARROW_BYTES);
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    List<FileEntry> files = group.files();
    if (next >= files.size()) {
      return null;
    }
    root.clear();
    List<RejectedRecord> rejects = new ArrayList<>();
    long limit = content ? SourceBatch.TARGET_BYTES : MAX_DIGESTED;
    long taken = 0;
    long bytes = 0;
    int row = 0;
    do {
      FileEntry file = files.get(next);
      long size = file.stamp().size();
      if (content && size > MAX_CONTENT) {
        rejects.add(tooLarge(file));
      } else {
        read(file, row++, group.first() + next);
        taken += size;
      }
      bytes += size;
      next++;
    } while (next < files.size() && taken + files.get(next).stamp().size() <= limit);
    root.setRowCount(row);
    return new SourceBatch(
        root, rejects, JsonNodeFactory.instance.objectNode().put("file", next), bytes);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      root.close();
      allocator.close();
    }
  }

  private void read(FileEntry entry, int row, long place) {
    byte[] bytes = null;
    String digest;
    try (OpenFile file = store.open(entry.path(), cancellation)) {
      file.verify(entry.stamp());
      if (content) {
        bytes = bytes(file);
        digest = FileSelection.sha256(new ByteArrayInputStream(bytes), cancellation);
      } else {
        digest = FileSelection.sha256(file, cancellation);
      }
      file.verify(entry.stamp());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    text("path", row, entry.path());
    ((BigIntVector) root.getVector("size")).setSafe(row, entry.stamp().size());
    text("version", row, entry.stamp().version());
    text("checksum", row, digest);
    if (bytes != null) {
      ((VarBinaryVector) root.getVector("content")).setSafe(row, bytes);
    }
    List<?> vectors = root.getFieldVectors();
    ((BigIntVector) vectors.getLast()).setSafe(row, place);
  }

  private byte[] bytes(OpenFile file) {
    try (InputStream in = file.from(0)) {
      return in.readNBytes((int) file.stamp().size());
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  private void text(String column, int row, String value) {
    ((VarCharVector) root.getVector(column)).setSafe(row, value.getBytes(UTF_8));
  }

  private static RejectedRecord tooLarge(FileEntry file) {
    return new RejectedRecord(
        Stage.EXTRACT,
        ErrorClass.TOO_LARGE,
        "source",
        "file size",
        "The file has %d bytes, at most %d are taken; with content: false it is listed without them."
            .formatted(file.stamp().size(), MAX_CONTENT),
        file.path(),
        file.path());
  }
}
