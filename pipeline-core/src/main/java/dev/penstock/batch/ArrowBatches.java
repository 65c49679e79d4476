package dev.penstock.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Batches as messages: one Arrow IPC stream that holds the schema and one record batch, or the
 * schema alone. Format: https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
public final class ArrowBatches {
  /** The media type of the messages. */
  public static final String CONTENT_TYPE = "application/vnd.apache.arrow.stream";

  private ArrowBatches() {}

  /** The IPC stream with the root's rows; the root stays the caller's. */
  public static byte[] encode(VectorSchemaRoot root) {
    return write(root, true);
  }

  /** The IPC stream with this schema and no record batch. */
  public static byte[] encode(Schema schema, BufferAllocator allocator) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      return write(root, false);
    }
  }

  /**
   * Reads a message; the caller closes what it gets.
   *
   * @throws IllegalArgumentException where the bytes are not such a stream
   */
  public static DecodedBatch decode(byte[] message, BufferAllocator allocator) {
    ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(message), allocator);
    try {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      reader.loadNextBatch();
      return new DecodedBatch(reader, root);
    } catch (IOException | RuntimeException e) {
      try {
        reader.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new IllegalArgumentException("not an Arrow IPC stream: " + e.getMessage(), e);
    }
  }

  /**
   * Some of the rows over the same memory. Arrow's own slices lose what extension types need to
   * know. The caller closes it.
   */
  public static VectorSchemaRoot slice(VectorSchemaRoot from, int start, int count) {
    List<FieldVector> parts = new ArrayList<>();
    for (FieldVector vector : from.getFieldVectors()) {
      TransferPair pair = vector.getTransferPair(vector.getField(), vector.getAllocator());
      pair.splitAndTransfer(start, count);
      parts.add((FieldVector) pair.getTo());
    }
    VectorSchemaRoot root = new VectorSchemaRoot(parts);
    root.setRowCount(count);
    return root;
  }

  private static byte[] write(VectorSchemaRoot root, boolean rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(expectedBytes(root));
    try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(bytes))) {
      writer.start();
      if (rows) {
        writer.writeBatch();
      }
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int expectedBytes(VectorSchemaRoot root) {
    int vectors = root.getFieldVectors().stream().mapToInt(FieldVector::getBufferSize).sum();
    return vectors + 1024 * (root.getFieldVectors().size() + 1);
  }
}
