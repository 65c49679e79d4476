package dev.penstock.connector.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Finds out that the pages of a source come in a circle, of any length, and remembers one page for
 * that (Brent's algorithm: the page that is remembered is replaced after 1, 2, 4, 8 … steps).
 * Immutable.
 *
 * @param anchor digest of the page that is remembered
 * @param steps since then
 * @param power after how many it is replaced
 */
record LoopWatch(String anchor, long steps, long power) {
  static final LoopWatch START = new LoopWatch("", 0, 1);

  private static final int BYTES = 16;

  /** After a step to a page; empty where it is the one that is remembered. */
  Optional<LoopWatch> stepTo(PageRef page) {
    String digest = digest(page.toJson().toString().getBytes(UTF_8));
    if (digest.equals(anchor)) {
      return Optional.empty();
    }
    return Optional.of(
        steps + 1 == power
            ? new LoopWatch(digest, 0, power * 2)
            : new LoopWatch(anchor, steps + 1, power));
  }

  JsonNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("anchor", anchor)
        .put("steps", steps)
        .put("power", power);
  }

  static LoopWatch fromJson(JsonNode json) {
    return new LoopWatch(
        json.required("anchor").textValue(),
        json.required("steps").longValue(),
        json.required("power").longValue());
  }

  static String digest(byte[] bytes) {
    return digest(bytes, 0, bytes.length);
  }

  static String digest(byte[] bytes, int from, int to) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, from, to - from);
      return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
