package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.Vectors;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full or the server ends the connection in the middle of COPY: once is once. */
@ExtendWith(PostgresExtension.class)
class FaultsTest {
  private static final Schema SCHEMA =
      schema(field("id", Vectors.INT), field("name", Vectors.TEXT));

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  FaultsTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new LoadHarness(destination, SCHEMA, "id");
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void aConnectionThatEndsInCopyLosesAndDoublesNothing()
      throws SQLException, InterruptedException, ExecutionException {
    harness.load("r1", 0, List.of(List.of(1, "a")));
    CompletableFuture<LoadResult> second;
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "LOCK TABLE "
              + StagingName.quoted(StagingName.of("r1", "things", "things"))
              + " IN SHARE MODE");
      second = CompletableFuture.supplyAsync(() -> harness.load("r1", 1, List.of(List.of(2, "b"))));
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () ->
                  database.value(
                      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          + " WHERE datname = current_database() AND query LIKE 'COPY%'"
                          + " AND wait_event_type = 'Lock'"),
              "1"::equals);
      assertThatThrownBy(second::get).hasCauseInstanceOf(TransientException.class);
      other.rollback();
    }

    LoadResult again = harness.load("r1", 1, List.of(List.of(2, "b")));
    harness.end("r1", 2);

    assertThat(again.loaded()).isEqualTo(2);
    publishes("1|a", "2|b");
  }

  @Test
  void aFullDiskIsTriedAgainAndLosesAndDoublesNothing(@TempDir Path disk)
      throws IOException, InterruptedException {
    assumeThat(mount(disk, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()))
        .as("only the machine's administrator mounts a small disk")
        .isTrue();
    try {
      Path space = Files.createDirectory(disk.resolve("space"));
      database.runAsSuperuser("CREATE TABLESPACE small LOCATION '" + space + "'");
      database.runAsSuperuser("GRANT CREATE ON TABLESPACE small TO " + database.role());
      database.runAsSuperuser(
          "ALTER ROLE " + database.role() + " SET default_tablespace = 'small'");
      List<List<Object>> many =
          IntStream.range(1, 5_000)
              .<List<Object>>mapToObj(i -> List.of(i, "x".repeat(400)))
              .toList();
      harness.load("r1", 0, List.of(List.of(0, "first")));

      assertThatThrownBy(() -> harness.load("r1", 1, many))
          .isInstanceOfSatisfying(
              TransientException.class,
              e -> assertThat(e.problem().code()).isEqualTo("database-full"));
      assertThat(mount(disk, "-o", "remount,size=64m", disk.toString())).isTrue();
      assertThat(harness.load("r1", 1, many).loaded()).isEqualTo(5_000);
      harness.end("r1", 2);

      var work = harness.work("r1", Map.of(), List.of());
      assertThat(harness.audit(work).passed()).isTrue();
      destination.publish(work);
      assertThat(database.value("SELECT count(*) || '|' || count(DISTINCT id) FROM silver.things"))
          .isEqualTo("5000|5000");
    } finally {
      destination.clean("r1", 1);
      database.runAsSuperuser("ALTER ROLE " + database.role() + " RESET default_tablespace");
      database.runAsSuperuser(
          "DROP SCHEMA IF EXISTS silver, _penstock, _penstock_staging CASCADE; CHECKPOINT");
      database.runAsSuperuser("DROP TABLESPACE IF EXISTS small");
      new ProcessBuilder("umount", "-l", disk.toString()).inheritIO().start().waitFor();
    }
  }

  private void publishes(String... rows) {
    var work = harness.work("r1", Map.of(), List.of());
    assertThat(harness.audit(work).passed()).isTrue();
    destination.publish(work);
    assertThat(database.rows("SELECT id, name FROM silver.things ORDER BY 1"))
        .containsExactly(rows);
  }

  private static boolean mount(Path disk, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).directory(disk.toFile()).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
