package dev.penstock.connector.duckdb;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A connection's settings, checked.
 *
 * @param where the connection, for errors
 * @param memory what DuckDB may hold in memory, in its own words
 * @param disk what it may put beside the file where memory is short
 */
record FileSettings(String where, Path path, String memory, int threads, String disk) {
  private static final String MEMORY = "512MB";
  private static final String DISK = "20GB";
  private static final int THREADS = 2;
  private static final int MAX_THREADS = 64;
  private static final Pattern SIZE = Pattern.compile("\\d{1,6}(\\.\\d{1,3})? ?([KMGT]i?)B");

  static final List<Option> OPTIONS =
      List.of(
          new Option(
              "path",
              OptionType.TEXT,
              true,
              "",
              "The database file, an absolute path in a folder that exists; the file is made when"
                  + " the first run comes.",
              List.of()),
          new Option(
              "memory_limit",
              OptionType.TEXT,
              false,
              MEMORY,
              "What DuckDB may hold in memory; beyond it, it uses a folder beside the file.",
              List.of()),
          new Option(
              "threads",
              OptionType.NUMBER,
              false,
              Integer.toString(THREADS),
              "How many threads a statement may use.",
              List.of()),
          new Option(
              "disk_limit",
              OptionType.TEXT,
              false,
              DISK,
              "What DuckDB may put into the folder beside the file.",
              List.of()));

  static FileSettings of(Connection connection) {
    String where = "connections." + connection.name();
    return new FileSettings(
        where,
        path(connection, where),
        size(connection, "memory_limit", MEMORY, where),
        threads(connection, where),
        size(connection, "disk_limit", DISK, where));
  }

  private static Path path(Connection connection, String where) {
    String text = connection.setting("path").orElse("").strip();
    try {
      Path path = Path.of(text);
      // What is behind a semicolon would be taken for options.
      if (path.isAbsolute() && path.getFileName() != null && !text.contains(";")) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw wrong(where + ".path", "must be the absolute path of a file, without a semicolon.");
  }

  private static String size(Connection connection, String key, String otherwise, String where) {
    String text = connection.setting(key).orElse(otherwise).strip();
    if (!SIZE.matcher(text).matches()) {
      throw wrong(where + "." + key, "must be a size such as 512MB or 4GiB.");
    }
    return text;
  }

  private static int threads(Connection connection, String where) {
    try {
      int threads =
          Integer.parseInt(connection.setting("threads").orElse(Integer.toString(THREADS)).strip());
      if (threads >= 1 && threads <= MAX_THREADS) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(where + ".threads", "must be a whole number from 1 to " + MAX_THREADS + ".");
  }

  private static PermanentException wrong(String where, String message) {
    return new PermanentException(
        new Problem("connection-setting", where, message, "Correct the connection's setting."));
  }
}
