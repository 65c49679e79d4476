package dev.penstock.connector.postgres;

import static dev.penstock.connector.postgres.ModeHarness.merging;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.Destination;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.RunMode;
import dev.penstock.error.TransientException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers in a loop see the rows before a merge or after it. */
@ExtendWith(PostgresExtension.class)
class ModeReadersTest {
  private static final int RUNS = 12;
  private static final int ROWS = 400;

  private final TestDatabase database;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger reads = new AtomicInteger();

  ModeReadersTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void seeOneRunOfAnUpsert() throws Exception {
    readWhilePublishing(
        LoadMode.UPSERT,
        "SELECT count(*) = %d AND count(DISTINCT o) = 1 FROM silver.things".formatted(ROWS));
  }

  @Test
  void seeOneCurrentRowOfEachKey() throws Exception {
    readWhilePublishing(
        LoadMode.HISTORY,
        ("SELECT count(*) FILTER (WHERE current) = %1$d"
                + " AND count(*) %% %1$d = 0 AND count(DISTINCT b) FILTER (WHERE current) = 1"
                + " AND count(DISTINCT valid_to) = count(*) / %1$d - 1 FROM silver.things")
            .formatted(ROWS));
  }

  private void readWhilePublishing(LoadMode mode, String whole) throws Exception {
    try (Destination destination = database.open();
        ModeHarness harness = new ModeHarness(destination, mode, merging("o", null, Missing.KEEP));
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      run(harness, 0);
      List<Future<List<String>>> results =
          List.of(readers.submit(() -> read(whole)), readers.submit(() -> read(whole)));
      try {
        for (int run = 1; run <= RUNS; run++) {
          run(harness, run);
        }
      } finally {
        stop.set(true);
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isEmpty();
      }
    }
    assertThat(reads).hasValueGreaterThan(RUNS);
  }

  private List<String> read(String whole) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!stop.get() && wrong.size() < 5) {
        try (ResultSet row = statement.executeQuery(whole)) {
          row.next();
          reads.incrementAndGet();
          if (!row.getBoolean(1)) {
            wrong.add("a mixture at read " + reads);
          }
        } catch (java.sql.SQLException e) {
          wrong.add(e.getMessage());
        }
      }
    }
    return wrong;
  }

  private static void run(ModeHarness harness, int run) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(Arrays.asList(i, "x", run, run, null, i));
    }
    String name = "r" + run;
    harness.load(name, "s0", 0, rows);
    harness.end(name, "s0", 1);
    harness.audit(name, RunMode.INCREMENTAL);
    for (int attempt = 1; ; attempt++) {
      try {
        harness.publish(name, RunMode.INCREMENTAL);
        return;
      } catch (TransientException e) {
        if (attempt == 60) {
          throw e;
        }
      }
    }
  }
}
