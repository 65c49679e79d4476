package dev.penstock.transform;

import java.time.Duration;

/**
 * What user SQL may use.
 *
 * @param memoryMegabytes memory of the DuckDB instance
 * @param timeout the longest a batch may take
 * @param lookupRows the most rows of one look-up table
 */
public record Limits(int memoryMegabytes, Duration timeout, long lookupRows) {
  public static final Limits DEFAULT = new Limits(128, Duration.ofSeconds(30), 2_000_000);
}
