package dev.penstock.connector.duckdb;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.files.DatabasePlace;
import dev.penstock.error.PenstockException;
import dev.penstock.error.TransientException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** DuckDB database files of the machine on which the loader runs. Stateless and thread-safe. */
public final class DuckDbConnectionType implements ConnectionType {
  @Override
  public ConnectorSpec spec() {
    return new ConnectorSpec(
        DuckDbConnector.TYPE,
        Set.of(DuckDbConnector.TYPE),
        "A DuckDB database file on the machine of the loader, of which there must be one; outputs go"
            + " to it.",
        FileSettings.OPTIONS);
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    FileSettings settings = FileSettings.of(connection);
    if (!DatabasePlace.exists(settings.path())) {
      boolean possible = DatabasePlace.canBeMade(settings.path());
      return new ConnectionCheck(
          List.of(
              new Finding(
                  "write",
                  possible,
                  possible
                      ? "The file does not exist yet and can be made."
                      : "The file does not exist, and its folder is missing or cannot be written"
                          + " to by this service.")));
    }
    return new ConnectionCheck(List.of(read(settings)));
  }

  private static Finding read(FileSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("access_mode", "READ_ONLY");
    properties.setProperty("enable_external_access", "false");
    properties.setProperty("memory_limit", "128MB");
    properties.setProperty("threads", "1");
    try (java.sql.Connection opened =
        DriverManager.getConnection("jdbc:duckdb:" + settings.path(), properties)) {
      return new Finding("read", opened.isValid(1), "The file is a DuckDB database.");
    } catch (SQLException e) {
      PenstockException told = DuckDbErrors.translate(settings.where(), e);
      if (told instanceof TransientException) {
        return new Finding("read", true, "The file is in use, as it is while a run writes to it.");
      }
      throw told;
    }
  }
}
