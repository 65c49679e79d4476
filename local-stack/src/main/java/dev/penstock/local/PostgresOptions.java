package dev.penstock.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a {@link LocalPostgres}.
 *
 * @param home holds data, log and secrets; a home that has data already is started again
 * @param cache where the programs are unpacked, shared between homes
 * @param port to listen on; 0 takes the one of the last start, or a free one
 * @param settings of postgresql.conf, added to or replacing the defaults
 * @param dieWithParent kill the server when this JVM ends
 */
public record PostgresOptions(
    Path home, Path cache, int port, Map<String, String> settings, boolean dieWithParent) {
  public PostgresOptions {
    home = home.toAbsolutePath().normalize();
    cache = cache.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A server with the given home on any free port that dies with this JVM. */
  public static PostgresOptions defaults(Path home) {
    return new PostgresOptions(home, Homes.cache(home), 0, Map.of(), true);
  }

  public PostgresOptions withPort(int value) {
    return new PostgresOptions(home, cache, value, settings, dieWithParent);
  }

  public PostgresOptions withSetting(String name, String value) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(name, value);
    return new PostgresOptions(home, cache, port, all, dieWithParent);
  }

  public PostgresOptions withDieWithParent(boolean value) {
    return new PostgresOptions(home, cache, port, settings, value);
  }
}
