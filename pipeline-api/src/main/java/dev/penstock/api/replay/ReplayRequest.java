package dev.penstock.api.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.rejects.RejectFilter;
import java.util.Optional;

/**
 * What a client sends to have rejects taken up again.
 *
 * @param filter which ones
 * @param record for one reject: the record to send in the place of the original
 * @param digest the same for requests that mean the same
 */
public record ReplayRequest(RejectFilter filter, Optional<ObjectNode> record, String digest) {
  /** The most rejects that one replay takes up. */
  public static final int MAX_REJECTS = 10_000;

  /** The most bytes of records that one replay takes up; one more record may pass it. */
  public static final long MAX_BYTES = 8L << 20;

  public ReplayRequest {
    if (record.isPresent() && filter.ids().size() != 1) {
      throw new IllegalArgumentException("an edited record is one reject's");
    }
  }
}
