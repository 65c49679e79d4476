package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.TransientException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers in a loop while runs publish: never a mixture of runs, never an error. */
@ExtendWith(PostgresExtension.class)
class ReadersTest {
  private static final int PUBLISHES = 25;

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger reads = new AtomicInteger();
  private final Map<String, ModelDefinition> models = new LinkedHashMap<>();

  ReadersTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness =
        new LoadHarness(
            destination, schema(field("id", Vectors.INT), field("run", Vectors.INT)), "id");
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void seeOneRunWhereTablesAreSwapped() throws Exception {
    replaced();
    publish(0);

    readWhilePublishing();
  }

  @Test
  void seeOneRunWhereATableIsFilled() throws Exception {
    replaced();
    publish(0);
    database.run("CREATE VIEW public.theirs AS SELECT * FROM silver.things");

    readWhilePublishing();
  }

  @Test
  void seeOneRunWhereAModelGetsRowsByKey() throws Exception {
    harness.adding(RunMode.INCREMENTAL);
    models.put(
        "by_thing",
        IncrementalModelTest.incremental(
            "by_thing",
            "SELECT id % 500 AS thing, max(run) AS run FROM {ref:things}"
                + " WHERE id IN (SELECT id FROM {new:things}) GROUP BY 1",
            "thing"));
    publish(0);
    String silver = "(SELECT max(run)::text FROM silver.things)";
    String gold = "(SELECT string_agg(DISTINCT run::text, ',') FROM gold.by_thing)";

    readWhilePublishing(
        "SELECT " + silver + ", " + gold + ", " + gold,
        "SELECT " + gold + ", " + silver + ", " + gold);
    assertThat(database.rows("SELECT DISTINCT run FROM gold.by_thing"))
        .containsExactly(Integer.toString(PUBLISHES));
  }

  private void replaced() {
    models.put(
        "totals",
        PublishTest.model(
            "totals",
            Materialized.TABLE,
            "SELECT run, count(*) AS things FROM {ref:things} GROUP BY run"));
    models.put(
        "recent",
        PublishTest.model(
            "recent",
            Materialized.VIEW,
            "SELECT t.run FROM {ref:things} t JOIN {ref:totals} g USING (run)"));
  }

  private void readWhilePublishing() throws Exception {
    String silver = "(SELECT array_agg(DISTINCT run) FROM silver.things)";
    String gold = "(SELECT array_agg(DISTINCT run) FROM gold.totals)";
    String view = "(SELECT array_agg(DISTINCT run) FROM gold.recent)";
    readWhilePublishing(
        "SELECT " + silver + ", " + gold + ", " + view,
        "SELECT " + view + ", " + gold + ", " + silver,
        "SELECT " + gold + ", " + silver + ", " + view);
    assertThat(database.rows("SELECT DISTINCT run FROM gold.recent"))
        .containsExactly(Integer.toString(PUBLISHES));
  }

  private void readWhilePublishing(String... queries) throws Exception {
    try (ExecutorService readers = Executors.newFixedThreadPool(queries.length)) {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < queries.length; i++) {
        String sql = queries[i];
        boolean prepared = i != 1;
        results.add(readers.submit(() -> read(sql, prepared)));
      }
      try {
        for (int run = 1; run <= PUBLISHES; run++) {
          publish(run);
        }
      } finally {
        stop.set(true);
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isEmpty();
      }
    }
    assertThat(reads).hasValueGreaterThan(queries.length * PUBLISHES);
  }

  /** What was wrong. */
  private List<String> read(String sql, boolean prepared) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect()) {
      connection.unwrap(org.postgresql.PGConnection.class).setPrepareThreshold(prepared ? 2 : 0);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        while (!stop.get() && wrong.size() < 5) {
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            String first = row.getString(1);
            reads.incrementAndGet();
            if (first == null
                || first.contains(",")
                || !first.equals(row.getString(2))
                || !first.equals(row.getString(3))) {
              wrong.add(first + " " + row.getString(2) + " " + row.getString(3));
            }
          } catch (java.sql.SQLException e) {
            wrong.add(e.getSQLState() + " " + e.getMessage());
          }
          // A reader's program does something with what it read.
          java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
        }
      }
    }
    return wrong;
  }

  private void publish(int run) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(List.of(500 * run + i, run));
    }
    String name = "run" + run;
    harness.load(name, 0, rows);
    harness.end(name, 1);
    RunWork work = harness.work(name, models, List.of());
    assertThat(harness.audit(work).passed()).isTrue();
    for (int attempt = 1; ; attempt++) {
      try {
        destination.publish(work);
        destination.clean(name, 1);
        return;
      } catch (TransientException e) {
        if (attempt == 60) {
          throw e;
        }
      }
    }
  }
}
