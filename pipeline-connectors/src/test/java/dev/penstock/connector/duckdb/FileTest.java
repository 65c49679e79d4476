package dev.penstock.connector.duckdb;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has the file open, and when. */
class FileTest {
  private final Path file;

  FileTest(@TempDir Path folder) {
    file = folder.resolve("it's a warehouse.duckdb");
  }

  @Test
  void anotherProgramReadsBetweenRuns() {
    try (Duck duck = new Duck(file, Duration.ofMillis(50));
        Things things = things(duck)) {
      things.publish("r1", List.of(List.of(1L), List.of(2L)));
      awaitRows("2");
      things.publish("r2", List.of(List.of(1L)));
      awaitRows("1");
    }
  }

  /** The file cannot be opened until its writer has let it go. */
  private void awaitRows(String rows) {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() -> assertThat(read()).isEqualTo(rows));
  }

  /** As a program that is not Penstock: read-only, and only while nobody writes. */
  private String read() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("access_mode", "READ_ONLY");
    try (java.sql.Connection reader =
            DriverManager.getConnection("jdbc:duckdb:" + file, properties);
        ResultSet rows =
            reader.createStatement().executeQuery("SELECT count(*) FROM silver.things")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aFileThatAnotherProgramHoldsIsWaitedFor() throws Exception {
    try (Duck duck = new Duck(file, Duration.ofMillis(50));
        Things things = things(duck)) {
      things.publish("r1", List.of(List.of(1L)));
      awaitRows("1");
      Process holder = Child.start(Child.Hold.class, file.toString());
      try {
        assertThat(Child.line(holder)).isEqualTo("open");

        assertThatThrownBy(() -> things.load("r2", "s0", 0, List.of(List.of(2L))))
            .isInstanceOfSatisfying(
                TransientException.class,
                e -> {
                  assertThat(e.problem().code()).isEqualTo("database-busy");
                  assertThat(e.problem().message())
                      .contains("(process " + holder.pid() + ")")
                      .doesNotContain(file.toString());
                });
        ConnectionCheck check = new DuckDbConnectionType().check(Duck.connection(file));
        assertThat(check.ok()).isTrue();
        holder.getOutputStream().close();
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        holder.destroyForcibly();
      }
      things.publish("r2", List.of(List.of(2L), List.of(3L)));
      assertThat(duck.value("SELECT count(*) FROM silver.things")).isEqualTo("2");
    }
  }

  @Test
  void settingsAndPlacesThatAreWrongAreTold() throws IOException {
    Map<String, String> good = Map.of("path", file.toString());
    new DuckDbConnector().open(new Connection("duck", "duckdb", good)).close();
    for (Map<String, String> wrong :
        List.of(
            Map.<String, String>of(),
            Map.of("path", "warehouse.duckdb"),
            Map.of("path", file.toString(), "memory_limit", "lots"),
            Map.of("path", file.toString(), "threads", "0"))) {
      assertThatThrownBy(() -> new DuckDbConnector().open(new Connection("duck", "duckdb", wrong)))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("connection-setting"));
    }
    assertThat(check(file)).isTrue();
    assertThat(Files.exists(file)).isFalse();
    assertThat(check(file.resolveSibling("nowhere").resolve("x.duckdb"))).isFalse();
    Path nowhere = file.resolveSibling("nowhere").resolve("x.duckdb");
    try (Duck duck = new Duck(nowhere);
        Things things = things(duck)) {
      assertThatThrownBy(() -> things.load("r1", "s0", 0, List.of(List.of(1L))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("database-missing"));
    }
  }

  private static boolean check(Path file) {
    return new DuckDbConnectionType().check(Duck.connection(file)).ok();
  }

  private static Things things(Duck duck) {
    return new Things(
        duck.destination(), schema(field("id", Vectors.BIGINT)), LoadMode.REPLACE, "id");
  }
}
