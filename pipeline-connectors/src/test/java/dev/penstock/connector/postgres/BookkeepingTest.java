package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.Destination;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.RunMode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The books of a database. */
@ExtendWith(PostgresExtension.class)
class BookkeepingTest {
  private final TestDatabase database;

  BookkeepingTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void ofAnEarlierVersionGetWhatTheyLack() {
    database.run(
        """
        CREATE SCHEMA _penstock; CREATE SCHEMA _penstock_staging;
        CREATE TABLE _penstock.load (run_id text, stream text, output text, split text,
          sequence bigint NOT NULL, read bigint NOT NULL, loaded bigint NOT NULL,
          rejected bigint NOT NULL, done boolean NOT NULL,
          PRIMARY KEY (run_id, stream, output, split));
        CREATE TABLE _penstock.staging (run_id text, stream text, output text,
          relation text NOT NULL UNIQUE, target text NOT NULL, rows bigint,
          PRIMARY KEY (run_id, stream, output));
        CREATE TABLE _penstock.publication (run_id text PRIMARY KEY,
          published_at timestamptz NOT NULL DEFAULT now(), result text NOT NULL);
        INSERT INTO _penstock.load VALUES ('old', 's', 'o', 'a', 0, 1, 1, 0, false),
          ('old', 's', 'o', 'b', 0, 1, 1, 0, false);
        INSERT INTO _penstock.publication VALUES
          ('old', now(), '{"tables":[{"layer":"silver","name":"o","table":"a.b","rows":3}]}');
        """);
    try (Destination destination = database.open();
        ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, Merging.BY_PLACE)) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(Arrays.asList(1, "a", 1, 1, null, 1)));

      assertThat(
              database.value("SELECT count(DISTINCT id) FROM _penstock.load WHERE run_id = 'old'"))
          .isEqualTo("2");
      assertThat(database.rows("SELECT id, a FROM silver.things")).containsExactly("1|a");
      assertThat(destination.publish(harness.work("old", RunMode.FULL)).tables().getFirst().rows())
          .isEqualTo(3);
    }
  }
}
