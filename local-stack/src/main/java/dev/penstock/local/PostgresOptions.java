package dev.penstock.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a {@link LocalPostgres}.
 *
 * @param home holds data and secrets; a home that has data already is started again
 * @param logs folder of the log
 * @param cache where the programs are unpacked, shared between homes
 * @param port to listen on; 0 takes the one of the last start, or a free one
 * @param settings of postgresql.conf, added to or replacing the defaults
 */
public record PostgresOptions(
    Path home, Path logs, Path cache, int port, Map<String, String> settings) {
  public PostgresOptions {
    home = home.toAbsolutePath().normalize();
    logs = logs.toAbsolutePath().normalize();
    cache = cache.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A server with the given home on any free port. */
  public static PostgresOptions defaults(Path home) {
    return new PostgresOptions(home, home.resolve("logs"), Homes.cache(home), 0, Map.of());
  }

  /**
   * Does not wait for the disk. A server that is killed loses nothing by that, a machine that fails
   * may: only for data that nobody needs any more, as that of tests.
   */
  public PostgresOptions withoutFsync() {
    return withSetting("fsync", "off");
  }

  public PostgresOptions withLogs(Path value) {
    return new PostgresOptions(home, value, cache, port, settings);
  }

  public PostgresOptions withPort(int value) {
    return new PostgresOptions(home, logs, cache, value, settings);
  }

  public PostgresOptions withSetting(String name, String value) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(name, value);
    return new PostgresOptions(home, logs, cache, port, all);
  }
}
