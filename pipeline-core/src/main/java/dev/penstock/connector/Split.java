package dev.penstock.connector;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A part of a stream that can be read alone.
 *
 * @param id unique in the stream: letters, digits, {@code -} and {@code _}
 * @param origin what a person calls the thing it is a part of, for example a file's path inside its
 *     connection
 * @param position the connector's own note of the part (byte range, first line, size and time of
 *     the file)
 * @param bytes its size as far as it is known, else 0
 */
public record Split(String id, String origin, JsonNode position, long bytes) {
  /** One that has an end and no records. */
  public static Split ofNothing(String id) {
    return new Split(id, "", JsonNodeFactory.instance.objectNode().put("nothing", true), 0);
  }

  /** Whether it has no records and no source need be asked. */
  @JsonIgnore
  public boolean isOfNothing() {
    return equals(ofNothing(id));
  }
}
