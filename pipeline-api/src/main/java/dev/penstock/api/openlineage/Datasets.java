package dev.penstock.api.openlineage;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.TableName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names what pipelines read and write as OpenLineage does
 * (https://openlineage.io/docs/spec/naming). A name never holds a user, a password or a query of an
 * address. Thread-safe.
 */
final class Datasets {
  private static final Pattern TABLE = Pattern.compile("[\\w$.\"-]{1,200}");

  private final Connections connections;

  Datasets(Connections connections) {
    this.connections = connections;
  }

  /**
   * What a source or look-up reads.
   *
   * @param stream names records that come with the request for their run
   */
  Dataset source(String pipeline, String stream, SourceDefinition source) {
    String thing = thing(source);
    Optional<Connection> connection = connections.find(source.connection());
    if (connection.isEmpty()) {
      return new Dataset("penstock", pipeline + "." + (thing.isEmpty() ? stream : thing));
    }
    return switch (connection.get().type()) {
      case "files" -> new Dataset("file", under(connection.get(), thing));
      case "s3" -> bucket(connection.get(), thing);
      case "postgresql", "mysql" -> database(connection.get(), thing.isEmpty() ? stream : thing);
      case "kafka" ->
          new Dataset(
              "kafka://" + first(connection.get().setting("bootstrap-servers").orElse("")), thing);
      case "http" -> web(connection.get(), thing);
      default -> unnamed(connection.get(), thing);
    };
  }

  /** A table that a pipeline writes. */
  Dataset table(String connection, TableName table) {
    Optional<Connection> found = connections.find(connection);
    if (found.isEmpty()) {
      return new Dataset("penstock://" + connection, table.toString());
    }
    return switch (found.get().type()) {
      case "postgresql" -> database(found.get(), table.toString());
      case "duckdb" ->
          new Dataset("duckdb://" + found.get().setting("path").orElse(""), table.toString());
      case "files" -> new Dataset("file", under(found.get(), table.schema() + "/" + table.table()));
      case "s3" -> bucket(found.get(), table.schema() + "/" + table.table());
      default -> unnamed(found.get(), table.toString());
    };
  }

  /** What of a connection is read: a path, a table, a topic. A query has no name. */
  private static String thing(SourceDefinition source) {
    for (String option : new String[] {"path", "table", "topic", "url"}) {
      String text = source.options().path(option).asText("");
      if (!text.isEmpty()) {
        return text.replaceFirst("[?#].*", "");
      }
    }
    return "";
  }

  private static String under(Connection connection, String path) {
    String root = connection.setting("root").orElse("");
    return Path.of(root).toAbsolutePath().normalize() + "/" + path;
  }

  private static Dataset bucket(Connection connection, String path) {
    String prefix = connection.setting("prefix").orElse("");
    String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    return new Dataset("s3://" + connection.setting("bucket").orElse(""), folder + path);
  }

  /** {@code postgres://host:port} and {@code database.schema.table}. */
  private static Dataset database(Connection connection, String table) {
    String url = connection.setting("url").orElse("").replaceFirst("^jdbc:", "");
    String scheme = connection.type().equals("postgresql") ? "postgres" : "mysql";
    int port = connection.type().equals("postgresql") ? 5432 : 3306;
    try {
      URI uri = URI.create(url.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//"));
      String host = uri.getHost() == null ? "localhost" : uri.getHost();
      String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
      String name = TABLE.matcher(table).matches() ? table : "query";
      return new Dataset(
          scheme + "://" + host + ":" + (uri.getPort() < 0 ? port : uri.getPort()),
          database.isEmpty() ? name : database + "." + name);
    } catch (IllegalArgumentException e) {
      return unnamed(connection, table);
    }
  }

  private static Dataset web(Connection connection, String path) {
    try {
      URI uri = URI.create(connection.setting("url").orElse(""));
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String base = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/+$", "");
      return new Dataset(
          uri.getScheme() + "://" + uri.getHost() + port,
          base + "/" + path.replaceFirst("^https?://[^/]*", "").replaceFirst("^/+", ""));
    } catch (IllegalArgumentException e) {
      return unnamed(connection, path);
    }
  }

  private static Dataset unnamed(Connection connection, String thing) {
    return new Dataset("penstock://" + connection.name(), thing.isEmpty() ? "data" : thing);
  }

  private static String first(String servers) {
    return servers.split(",", 2)[0].strip();
  }
}
