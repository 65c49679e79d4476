package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.Vectors;
import dev.penstock.error.TransientException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ZombieTest {
  private static final Schema SCHEMA = schema(field("id", Vectors.INT));

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  ZombieTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new LoadHarness(destination, SCHEMA);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void cleanWaitsForAWriterWhoseTransactionIsOpen() throws Exception {
    harness.load("r1", 0, List.of(List.of(1)));
    try (Connection writer = database.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SELECT * FROM _penstock.run WHERE run_id = 'r1' FOR SHARE");
      statement.execute(
          "INSERT INTO _penstock_staging."
              + StagingName.of("r1", "things", "things")
              + " VALUES (2)");

      assertThatThrownBy(() -> destination.clean("r1", 2)).isInstanceOf(TransientException.class);
      assertThat(database.staging()).hasSize(1);
      writer.commit();
    }

    destination.clean("r1", 2);

    assertThat(database.staging()).isEmpty();
    assertThatThrownBy(() -> harness.load("r1", 1, List.of(List.of(2)))).isInstanceOf(Fenced.class);
    assertThat(database.rows("SELECT count(*) FROM _penstock.load")).containsExactly("0");
  }

  @Test
  void nothingIsLeftOfWritersThatRaceWithClean() throws Exception {
    for (int round = 0; round < 8; round++) {
      String run = "race" + round;
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<Boolean> writer =
            threads.submit(
                () -> {
                  try (LoadHarness own = new LoadHarness(destination, SCHEMA)) {
                    for (int sequence = 0; ; sequence++) {
                      own.load(run, sequence, List.of(List.of(sequence)));
                    }
                  } catch (Fenced e) {
                    return true;
                  }
                });
        Future<?> cleaner =
            threads.submit(
                () -> {
                  destination.clean(run, 1);
                  return true;
                });
        cleaner.get(20, TimeUnit.SECONDS);
        assertThat(writer.get(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(database.staging()).isEmpty();
    }
  }

  @Test
  void severalProcessesThatStartAtOnceCreateTheBooksOnce() throws Exception {
    List<Destination> processes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Destination process = database.open();
        processes.add(process);
        String run = "start" + i % 2;
        results.add(
            threads.submit(
                () -> {
                  try (LoadHarness own = new LoadHarness(process, SCHEMA)) {
                    return own.load(run, 0, List.of(List.of(1))).loaded();
                  }
                }));
      }
      for (Future<Long> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      }
    } finally {
      processes.forEach(Destination::close);
    }
    assertThat(database.rows("SELECT sum(loaded) FROM _penstock.load")).containsExactly("2");
  }

  @Test
  void cleanSweepsWhatNoOpenRunHasAndForgetsOldRuns() {
    harness.load("open", 0, List.of(List.of(1)));
    destination.clean("old", 1);
    database.run(
        """
        CREATE TABLE _penstock_staging.stray (id int);
        CREATE VIEW _penstock_staging.stray_view AS SELECT * FROM _penstock_staging.stray;
        CREATE TABLE _penstock_staging.of_old (id int);
        INSERT INTO _penstock.staging (run_id, stream, output, relation, target)
        VALUES ('old', 's', 'o', 'of_old', 'a.b');
        UPDATE _penstock.run SET closed_at = now() - interval '8 days' WHERE run_id = 'old';
        UPDATE _penstock.run SET created_at = now() - interval '8 days' WHERE run_id = 'open';
        """);

    destination.clean("other", 1);

    assertThat(database.staging()).containsExactly(StagingName.of("open", "things", "things"));
    assertThat(database.rows("SELECT run_id FROM _penstock.run ORDER BY 1"))
        .containsExactly("open", "other");
    assertThat(database.rows("SELECT run_id FROM _penstock.staging")).containsExactly("open");
  }
}
