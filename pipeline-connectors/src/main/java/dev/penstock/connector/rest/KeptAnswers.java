package dev.penstock.connector.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answers for the keys that were asked for last, bounded in number and bytes. Not thread-safe.
 */
final class KeptAnswers {
  private static final long MAX_BYTES = 16L << 20;

  /** About what an entry takes beside its texts. */
  private static final int ENTRY_BYTES = 100;

  private static final byte[] MISS = {};

  private final Map<String, byte[]> answers = new LinkedHashMap<>(16, 0.75f, true);
  private final int most;
  private long bytes;

  KeptAnswers(int most) {
    this.most = most;
  }

  boolean has(String key) {
    return answers.containsKey(key);
  }

  /** The record in JSON; empty for a miss. */
  Optional<byte[]> get(String key) {
    return Optional.ofNullable(answers.get(key)).filter(answer -> answer.length > 0);
  }

  void put(String key, Optional<byte[]> answer) {
    byte[] kept = answer.orElse(MISS);
    byte[] old = answers.put(key, kept);
    bytes += size(key, kept) - (old == null ? 0 : size(key, old));
    var eldest = answers.entrySet().iterator();
    while (answers.size() > most || bytes > MAX_BYTES && answers.size() > 1) {
      Map.Entry<String, byte[]> gone = eldest.next();
      bytes -= size(gone.getKey(), gone.getValue());
      eldest.remove();
    }
  }

  private static long size(String key, byte[] answer) {
    return 2L * key.length() + answer.length + ENTRY_BYTES;
  }
}
