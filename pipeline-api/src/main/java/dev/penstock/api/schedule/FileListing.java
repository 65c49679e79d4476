package dev.penstock.api.schedule;

import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Files as the sources of pipelines list them. Immutable, thread-safe. */
public final class FileListing implements FileLook {
  private final Connections connections;
  private final FileStores stores;
  private final Clock clock;

  public FileListing(Connections connections, FileStores stores, Clock clock) {
    this.connections = connections;
    this.stores = stores;
    this.clock = clock;
  }

  @Override
  public List<SeenFile> find(String connection, String path, Duration atMost) {
    Instant end = clock.instant().plus(atMost);
    try {
      return store(connection).find(path, () -> clock.instant().isAfter(end)).stream()
          .map(file -> new SeenFile(file.path(), file.stamp().size(), file.stamp().version()))
          .toList();
    } catch (PermanentException e) {
      if (e.problem().code().equals(FileStore.MISSING)) {
        return List.of();
      }
      throw e;
    } catch (Cancelled e) {
      throw new TransientException(
          new Problem(
              "look-slow",
              path,
              "Listing the files took longer than " + atMost.toSeconds() + " s.",
              "Use a narrower pattern."),
          e);
    }
  }

  /**
   * Checks a path or pattern without touching a file.
   *
   * @throws PermanentException where no files can be there
   */
  void check(String connection, String path) {
    store(connection).check(path);
  }

  private FileStore store(String name) {
    Connection connection =
        connections
            .find(name)
            .orElseThrow(
                () ->
                    new PermanentException(
                        Problem.of("unknown-connection", name, "There is no such connection.")));
    return stores.of(connection);
  }
}
