package dev.penstock.api.runs;

import dev.penstock.connector.PublishResult;
import java.time.Instant;

/** Where is kept what tables look like. */
@FunctionalInterface
public interface PublishedTables {
  /**
   * A run made tables visible. Works in the transaction in which the run gets to know.
   *
   * @param connection of its pipeline's outputs
   */
  void published(Run run, String connection, PublishResult result, Instant at);
}
