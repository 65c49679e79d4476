package dev.penstock.connector.database;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Connections to database servers. Stateless and thread-safe. */
public enum DatabaseConnectionType implements ConnectionType {
  /** PostgreSQL, which is read and written. */
  POSTGRESQL(
      Server.POSTGRESQL,
      "A PostgreSQL database, version 15 or newer; sources read from it and outputs go to it.",
      "SELECT split_part(version(), ' ', 2)",
      """
      SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema$)'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      """) {
    @Override
    void more(Statement statement, List<Finding> findings) throws SQLException {
      boolean creates =
          text(statement, "SELECT has_database_privilege(current_database(), 'CREATE')")
              .equals("t");
      findings.add(
          new Finding(
              "create schemas",
              true, // a role that only reads is as it should be
              creates
                  ? "The role may create schemas, as an output needs it the first time."
                  : "The role may not create schemas: sources can read, but an output needs GRANT"
                      + " CREATE ON DATABASE the first time."));
      boolean superuser =
          text(statement, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user").equals("t");
      if (superuser) {
        findings.add(
            new Finding(
                "role",
                false,
                "The role is a superuser, which no pipeline needs; give it a role of its own."));
      }
    }

    @Override
    List<Option> options() {
      return List.of(
          new Option(
              "pool_size",
              OptionType.NUMBER,
              false,
              Integer.toString(POOL_SIZE),
              "The most connections that one process opens for outputs.",
              List.of()));
    }
  },

  /** MariaDB and MySQL, which are read. */
  MYSQL(
      Server.MYSQL,
      "A MariaDB or MySQL database that sources read from.",
      "SELECT version()",
      """
      SELECT count(*) FROM information_schema.TABLES
      WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
      """) {
    @Override
    void more(Statement statement, List<Finding> findings) {}

    @Override
    List<Option> options() {
      return List.of();
    }
  };

  /** The most connections of a pool where the operator says nothing. */
  public static final int POOL_SIZE = 4;

  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final Server server;
  private final String description;
  private final String version;
  private final String readable;

  DatabaseConnectionType(Server server, String description, String version, String readable) {
    this.server = server;
    this.description = description;
    this.version = version;
    this.readable = readable;
  }

  @Override
  public ConnectorSpec spec() {
    List<Option> options = new ArrayList<>();
    options.add(option("url", true, server.urlForm()));
    options.add(option("username", false, "The role; never a superuser."));
    options.add(option("password", false, "The role's password."));
    options.addAll(options());
    return new ConnectorSpec(server.type(), Set.of(server.type()), description, options);
  }

  private static Option option(String name, boolean required, String meaning) {
    return new Option(name, OptionType.TEXT, required, "", meaning, List.of());
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    try (java.sql.Connection opened = server.connect(connection, LIMIT.plusSeconds(1))) {
      server.limitStatements(opened, LIMIT);
      opened.setReadOnly(true);
      List<Finding> findings = new ArrayList<>();
      try (Statement statement = opened.createStatement()) {
        findings.add(
            new Finding(
                "reach", true, "The server answers, version " + text(statement, version) + "."));
        long tables = Long.parseLong(text(statement, readable));
        findings.add(
            new Finding(
                "read",
                tables > 0,
                tables > 0
                    ? "Tables and views that can be read: " + tables + "."
                    : "No table can be read: there is none, or the role lacks SELECT."));
        more(statement, findings);
      }
      return new ConnectionCheck(findings);
    } catch (SQLException e) {
      throw server.translate("connections." + connection.name(), e);
    }
  }

  /** What else is of interest. */
  abstract void more(Statement statement, List<Finding> findings) throws SQLException;

  /** Settings beside url, username and password. */
  abstract List<Option> options();

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      String text = row.next() ? row.getString(1) : null;
      return text == null ? "" : text;
    }
  }
}
