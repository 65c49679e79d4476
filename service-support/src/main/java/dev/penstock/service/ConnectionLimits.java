package dev.penstock.service;

import java.util.HashMap;
import java.util.Map;

/** What is said of a connection to Penstock itself, and not to its connector. */
public final class ConnectionLimits {
  /** The most splits that are read at the connection at a time. */
  static final String MAX_SPLITS = "max-splits";

  private ConnectionLimits() {}

  /**
   * The most splits at a time, by connection, of those that have a limit.
   *
   * @throws IllegalStateException where one is not a number of at least 1
   */
  public static Map<String, Integer> maxSplits(PenstockConfig config) {
    Map<String, Integer> limits = new HashMap<>();
    config
        .connections()
        .forEach(
            (name, settings) -> {
              String given = settings.get(MAX_SPLITS);
              if (given != null) {
                limits.put(name, number(name, given));
              }
            });
    return limits;
  }

  private static int number(String name, String given) {
    if (given.matches("[1-9][0-9]{0,8}")) {
      return Integer.parseInt(given);
    }
    throw new IllegalStateException(
        "connection "
            + name
            + " has a limit that is no number of at least 1: penstock.connections."
            + name
            + ".max-splits is "
            + given);
  }
}
