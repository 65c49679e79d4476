package dev.penstock.service.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The values that a label may take: those that come first, up to a number; all further ones are one
 * value. Thread-safe; a value keeps what it was given.
 */
public final class Bounded {
  /** What takes the place of values beyond the number. */
  public static final String OTHER = "other";

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /**
   * @param most values beside {@link #OTHER}
   */
  public Bounded(int most) {
    this.most = most;
  }

  /** The value as it is to be shown. */
  public String of(String value) {
    String shown = known.get(value);
    if (shown != null) {
      return shown;
    }
    if (taken.get() >= most) {
      return OTHER;
    }
    return known.computeIfAbsent(value, this::take);
  }

  private String take(String value) {
    return taken.incrementAndGet() <= most ? value : OTHER;
  }
}
