package dev.penstock.connector.jdbc;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param planning one statement of a plan, or one fetch of rows
 * @param reading one statement that reads a split, where the server counts it as a whole
 * @param snapshotAge how long a snapshot is held for a run
 * @param keepAlive how often the server hears from the connection that holds a snapshot
 */
record Limits(Duration planning, Duration reading, Duration snapshotAge, Duration keepAlive) {
  static final Limits DEFAULT =
      new Limits(
          Duration.ofMinutes(30),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofSeconds(30));
}
