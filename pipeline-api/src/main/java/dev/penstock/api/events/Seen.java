package dev.penstock.api.events;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last revision of each of the runs that were last told. An event may stand in the topic twice,
 * or behind a newer one of its run, where a sender died; here it passes once. Not thread-safe.
 */
final class Seen {
  private final Map<String, Long> revisions;

  /**
   * @param most runs that are remembered
   */
  Seen(int most) {
    revisions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > most;
          }
        };
  }

  /** Whether the event is news. */
  boolean fresh(PublicEvent event) {
    return fresh(event.run(), event.revision());
  }

  boolean fresh(String run, long revision) {
    if (revision <= last(run)) {
      return false;
    }
    revisions.put(run, revision);
    return true;
  }

  /** The last revision of the run; -1 where none is known. */
  long last(String run) {
    return revisions.getOrDefault(run, -1L);
  }
}
