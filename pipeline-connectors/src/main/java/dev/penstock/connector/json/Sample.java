package dev.penstock.connector.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.rows.SchemaInference;
import java.io.IOException;

/** The records that columns are learned from, limited in number and in bytes. Not thread-safe. */
final class Sample {
  /** Files that are looked into, of however many there are. */
  static final int MAX_FILES = 8;

  private static final long MAX_BYTES = 16L << 20;

  private static final long SOME = 4096;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final SchemaInference inference;
  private long records;
  private long bytes = MAX_BYTES;

  Sample(SchemaInference inference, int records) {
    this.inference = inference;
    this.records = records;
  }

  /** Whether to look into one of so many files: the first, the last, and some between them. */
  static boolean chosen(int file, int files) {
    return files <= MAX_FILES
        || (long) file * (MAX_FILES - 1) / (files - 1)
            != (long) (file - 1) * (MAX_FILES - 1) / (files - 1)
        || file == 0;
  }

  /** A share of what may still be taken. */
  Share share(int parts) {
    return new Share(Math.max(1, records / parts), Math.max(1 << 20, bytes / parts));
  }

  /** What one file may give. */
  final class Share {
    private long left;
    private long leftBytes;
    private long taken;
    private long takenBytes;

    private Share(long records, long bytes) {
      this.left = records;
      this.leftBytes = bytes;
    }

    boolean full() {
      return left <= 0 || leftBytes <= 0;
    }

    /** A share of as many bytes again and some more, whatever records are in them. */
    Share again() {
      return new Share(Long.MAX_VALUE, takenBytes + 2 * takenBytes / Math.max(taken, 1) + SOME);
    }

    /** The bytes that may still be taken. */
    long bytes() {
      return leftBytes;
    }

    /** Learns from a record; what is none will be a reject when it is read. */
    void add(byte[] utf8, int from, int to) {
      left--;
      leftBytes -= to - from;
      taken++;
      takenBytes += to - from;
      records--;
      bytes -= to - from;
      if (to - from > SourceBatch.MAX_RECORD_BYTES) {
        return;
      }
      try {
        if (JSON.readTree(utf8, from, to - from) instanceof ObjectNode record) {
          inference.add(record);
        }
      } catch (JsonProcessingException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException("bytes in memory cannot fail", e);
      }
    }
  }
}
