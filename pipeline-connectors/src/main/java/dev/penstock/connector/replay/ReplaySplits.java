package dev.penstock.connector.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Split;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts records into splits that hold them. Not thread-safe. */
public final class ReplaySplits {
  static final String RECORDS = "records";

  /** Bytes of records after which a split ends: it travels as one message. */
  private static final int SPLIT_BYTES = 192 * 1024;

  private final String prefix;
  private final String origin;
  private final List<Split> splits = new ArrayList<>();
  private ArrayNode records = JsonNodeFactory.instance.arrayNode();
  private long bytes;

  /**
   * @param prefix what the splits' ids begin with, so that those of one stream differ
   * @param origin what the records' places are in
   */
  public ReplaySplits(String prefix, String origin) {
    this.prefix = prefix;
    this.origin = origin;
  }

  /**
   * Adds a record.
   *
   * @param place its number in the origin
   * @param record a JSON object, kept letter for letter
   */
  public void add(long place, String record) {
    int size = record.getBytes(StandardCharsets.UTF_8).length;
    if (!records.isEmpty() && bytes + size > SPLIT_BYTES) {
      end();
    }
    records.addArray().add(place).add(size).add(record);
    bytes += size;
  }

  /** The splits of what was added. */
  public List<Split> splits() {
    end();
    return List.copyOf(splits);
  }

  private void end() {
    if (records.isEmpty()) {
      return;
    }
    ObjectNode position = JsonNodeFactory.instance.objectNode();
    position.set(RECORDS, records);
    splits.add(new Split(prefix + splits.size(), origin, position, bytes));
    records = JsonNodeFactory.instance.arrayNode();
    bytes = 0;
  }
}
