package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Vectors;
import dev.penstock.error.TransientException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SweepTest {
  private static final Schema SCHEMA = schema(field("id", Vectors.INT));

  private final TestDatabase database;
  private final Destination destination;
  private final OutputHarness harness;

  SweepTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new OutputHarness(destination);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void whatNobodyNeedsGoesAndAnOpenRunGoesOn() {
    harness.load("open", 0, SCHEMA, List.of(List.of(1)), false);
    harness.load("over", 0, SCHEMA, List.of(List.of(2)), false);
    harness.load("lost", 0, SCHEMA, List.of(List.of(3)), false);
    String open = StagingName.of("open", "things", "things");
    database.run(
        "UPDATE _penstock.run SET closed = true, closed_at = now() WHERE run_id = 'over';"
            + "DELETE FROM _penstock.run WHERE run_id = 'lost';"
            + "CREATE TABLE _penstock_staging.stray (x int);"
            + "CREATE VIEW _penstock_staging.stray_view AS SELECT x FROM _penstock_staging.stray;"
            + "CREATE VIEW _penstock_staging."
            + open
            + "_all AS SELECT 1 AS one");

    destination.sweep();
    destination.sweep();

    assertThat(database.staging()).containsExactlyInAnyOrder(open, open + "_all");
    assertThat(database.rows("SELECT run_id FROM _penstock.staging")).containsExactly("open");
    harness.load("open", 1, SCHEMA, List.of(), true);
    assertThat(destination.audit(harness.work("open"), () -> false).passed()).isTrue();
    destination.sweep();
    destination.publish(harness.work("open"));
    assertThat(database.rows("SELECT id FROM silver.things")).containsExactly("1");
  }

  @Test
  void whatIsHeldDoesNotKeepTheRest() throws SQLException {
    harness.load("open", 0, SCHEMA, List.of(List.of(1)), false);
    database.run(
        "CREATE TABLE _penstock_staging.held (x int); CREATE TABLE _penstock_staging.other (x int)");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT * FROM _penstock_staging.held");

      assertThatThrownBy(destination::sweep).isInstanceOf(TransientException.class);
      assertThat(database.staging()).hasSize(2).contains("held");
      holder.rollback();
    }
    destination.sweep();
    assertThat(database.staging()).hasSize(1);
  }

  @Test
  void aDatabaseThatNothingWasWrittenToGetsNothing() {
    destination.sweep();

    assertThat(database.rows("SELECT nspname FROM pg_namespace WHERE nspname ~ '^_penstock'"))
        .isEmpty();
  }
}
