package dev.penstock.connector.duckdb;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database file of a test, opened as a destination and asked in its own words. */
final class Duck implements AutoCloseable {
  private final DuckDbDestination destination;

  Duck(Path file) {
    this(file, Duration.ofMillis(200));
  }

  Duck(Path file, Duration idle) {
    destination = new DuckDbDestination(FileSettings.of(connection(file)), Clock.systemUTC(), idle);
  }

  static Connection connection(Path file) {
    return new Connection("duck", "duckdb", Map.of("path", file.toString()));
  }

  Destination destination() {
    return destination;
  }

  void run(String sql) {
    destination.transactions().run("test", 60, session -> session.execute(sql));
  }

  /** Rows with their values joined by a bar, {@code ∅} for NULL. */
  List<String> rows(String sql) {
    return destination
        .transactions()
        .run(
            "test",
            60,
            session ->
                session.query(
                    sql,
                    row -> {
                      List<String> values = new ArrayList<>();
                      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        String value = row.getString(i);
                        values.add(value == null ? "∅" : value);
                      }
                      return String.join("|", values);
                    }));
  }

  String value(String sql) {
    return rows(sql).getFirst();
  }

  List<String> staging() {
    return rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = '_penstock_staging'");
  }

  @Override
  public void close() {
    destination.close();
  }
}
