package dev.penstock.api.schedule;

import java.time.Duration;
import java.util.List;

/** Looks for files. Thread-safe. */
@FunctionalInterface
public interface FileLook {
  /**
   * The files that a path or pattern names, none where none is there.
   *
   * @param atMost after this time it gives up
   * @throws dev.penstock.error.PenstockException where it cannot be known
   */
  List<SeenFile> find(String connection, String path, Duration atMost);
}
