package dev.penstock.connector.database;

import dev.penstock.connector.Connection;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** A kind of database server, by its connection type. Stateless and thread-safe. */
public enum Server {
  /** PostgreSQL. */
  POSTGRESQL("postgresql", "jdbc:postgresql:") {
    @Override
    Driver driver() {
      return new org.postgresql.Driver();
    }

    @Override
    Properties properties(Duration silence) {
      Properties properties = new Properties();
      properties.setProperty("ApplicationName", "penstock");
      properties.setProperty("connectTimeout", "4");
      properties.setProperty("loginTimeout", "4");
      properties.setProperty("socketTimeout", Long.toString(silence.toSeconds()));
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("cancelSignalTimeout", "4");
      properties.setProperty("logServerErrorDetail", "false");
      // Values come as the server writes them, which is what is taken apart.
      properties.setProperty("binaryTransfer", "false");
      return properties;
    }

    @Override
    PenstockException inWords(String where, SQLException error) {
      return switch (SqlErrors.state(error)) {
        case SqlErrors.QUERY_CANCELED -> timedOut(where, error);
        // The driver's own: the server wants a password and there is none.
        case "08004" ->
            new PermanentException(
                new Problem(
                    "database-login",
                    where,
                    "The database asks for a login that the connection does not have.",
                    "Set username and password of the connection."),
                error);
        default -> SqlErrors.translate(where, error);
      };
    }

    @Override
    public void limitStatements(java.sql.Connection connection, Duration limit)
        throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = " + limit.toMillis());
      }
    }
  },

  /** MariaDB or MySQL. */
  MYSQL("mysql", "jdbc:mariadb:") {
    @Override
    Driver driver() {
      return new org.mariadb.jdbc.Driver();
    }

    @Override
    Properties properties(Duration silence) {
      Properties properties = new Properties();
      properties.setProperty("connectTimeout", "4000");
      properties.setProperty("socketTimeout", Long.toString(silence.toMillis()));
      properties.setProperty("tcpKeepAlive", "true");
      properties.setProperty("tinyInt1isBit", "false");
      properties.setProperty("yearIsDateType", "false");
      properties.setProperty("allowLocalInfile", "false");
      properties.setProperty("sessionVariables", "time_zone='+00:00'");
      return properties;
    }

    @Override
    PenstockException inWords(String where, SQLException error) {
      return MariaDbErrors.translate(where, error);
    }

    @Override
    public void limitStatements(java.sql.Connection connection, Duration limit)
        throws SQLException {
      boolean mariaDb = connection.getMetaData().getDatabaseProductName().contains("MariaDB");
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            mariaDb
                ? "SET max_statement_time = " + limit.toMillis() / 1000.0
                : "SET max_execution_time = " + limit.toMillis());
      }
    }
  };

  private final String type;
  private final String scheme;

  Server(String type, String scheme) {
    this.type = type;
    this.scheme = scheme;
  }

  /**
   * The kind of a connection.
   *
   * @throws IllegalArgumentException where its type is no database
   */
  public static Server of(Connection connection) {
    for (Server server : values()) {
      if (server.type.equals(connection.type())) {
        return server;
      }
    }
    throw new IllegalArgumentException("no database: " + connection);
  }

  /** The connection type. */
  public String type() {
    return type;
  }

  /** What a url looks like. */
  public String urlForm() {
    return scheme + "//host:port/database";
  }

  /**
   * The url of a connection.
   *
   * @throws PermanentException where it is missing or of another kind
   */
  public String url(Connection connection) {
    String url = connection.setting("url").orElse("");
    if (this == MYSQL && url.startsWith("jdbc:mysql:")) {
      return scheme + url.substring("jdbc:mysql:".length());
    }
    if (!url.startsWith(scheme)) {
      throw new PermanentException(
          new Problem(
              "connection-setting",
              "connections." + connection.name() + ".url",
              "The url of a " + type + " connection starts with " + scheme + ".",
              "Set it to " + urlForm() + "."));
    }
    return url;
  }

  /**
   * Opens a connection of its own, in autocommit. Attempts end after 4 s.
   *
   * @param silence after how long without an answer the server counts as lost
   * @throws PenstockException where that fails; it holds no secret
   */
  public java.sql.Connection connect(Connection connection, Duration silence) {
    String url = url(connection);
    Properties properties = properties(silence);
    connection.setting("username").ifPresent(user -> properties.setProperty("user", user));
    connection.setting("password").ifPresent(word -> properties.setProperty("password", word));
    String where = "connections." + connection.name();
    try {
      java.sql.Connection opened = driver().connect(url, properties);
      if (opened != null) {
        return opened;
      }
    } catch (SQLException e) {
      throw translate(where, e);
    }
    throw new PermanentException(
        new Problem(
            "connection-setting",
            where + ".url",
            "The driver does not understand the url.",
            "Set it to " + urlForm() + "."));
  }

  /**
   * Puts an error into words and says whether it may pass. The driver's own error is left behind:
   * it may name hosts.
   */
  public PenstockException translate(String where, SQLException error) {
    return switch (inWords(where, error)) {
      case TransientException e -> new TransientException(e.problem(), null);
      case PermanentException e -> new PermanentException(e.problem());
    };
  }

  /** Lets the server end statements of a connection that take longer. */
  public abstract void limitStatements(java.sql.Connection connection, Duration limit)
      throws SQLException;

  abstract Driver driver();

  abstract Properties properties(Duration silence);

  abstract PenstockException inWords(String where, SQLException error);

  static TransientException timedOut(String where, SQLException error) {
    return new TransientException(
        Problem.of(
            "statement-timeout",
            where,
            "The database stopped a statement that took too long, or an administrator did."),
        error);
  }
}
