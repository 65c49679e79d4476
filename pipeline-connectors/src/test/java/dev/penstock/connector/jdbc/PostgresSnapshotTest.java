package dev.penstock.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All splits of a run see one moment, or fail. */
@ExtendWith(PostgresExtension.class)
class PostgresSnapshotTest {
  private static final String HELD =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'penstock'"
          + " AND datname = current_database() AND state = 'idle in transaction'";

  private final BufferAllocator allocator = new RootAllocator();
  private final Snapshots snapshots = new Snapshots(Limits.DEFAULT);
  private Db db;

  @BeforeEach
  void open(TestDatabase database) {
    db = Db.of(database);
    db.run(
        "CREATE TABLE keyed (id int PRIMARY KEY, v int)",
        "INSERT INTO keyed SELECT n, 1 FROM " + db.series(2_000),
        "CREATE TABLE heap (id int, v int)",
        "INSERT INTO heap SELECT n, 1 FROM " + db.series(20_000),
        "CREATE VIEW seen AS SELECT * FROM keyed");
  }

  @AfterEach
  void close() {
    snapshots.release("r");
    allocator.close();
  }

  private Source source(Snapshots held, String options) {
    return db.source(new JdbcConnector(allocator, Limits.DEFAULT, held), options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'table': 'public.keyed', 'split_rows': 300}",
        "{'table': 'public.heap', 'split_rows': 3000}",
        "{'table': 'public.seen'}",
        "{'query': 'SELECT * FROM keyed', 'split_by': 'id', 'split_rows': 300}"
      })
  void whatChangesAfterPlanningIsNotSeen(String options) {
    SourcePlan plan = source(snapshots, options).plan(PlanRequest.full("r"), Cancellation.NEVER);
    db.run(
        "UPDATE keyed SET v = 2",
        "DELETE FROM keyed WHERE id % 3 = 0",
        "INSERT INTO keyed VALUES (-1, 5)",
        "UPDATE heap SET v = 2",
        "DELETE FROM heap WHERE id % 3 = 0",
        "INSERT INTO heap VALUES (-1, 5)");

    // Another connector stands for another process.
    Db.Content content = Db.read(source(new Snapshots(Limits.DEFAULT), options), plan);

    assertThat(content.column(1))
        .hasSize(options.contains("heap") ? 20_000 : 2_000)
        .containsOnly(1);
    assertThat(content.column(0)).doesNotHaveDuplicates();
  }

  @Test
  void aSnapshotWhoseHolderIsGoneIsAClearError() {
    Source source = source(snapshots, "{'table': 'public.keyed', 'split_rows': 300}");
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    snapshots.release("r");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> Db.read(source, plan))
        .matches(e -> e.problem().code().equals("snapshot-lost"))
        .withMessageContaining("snapshot: false");
  }

  @Test
  void aSnapshotOfTheSameNameButAnotherMomentIsNotTaken() {
    Source source = source(snapshots, "{'table': 'public.keyed'}");
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    Part part = Part.fromJson(plan.splits().getFirst().position());
    Snapshot other = new Snapshot(part.snapshot().orElseThrow().id(), "0".repeat(32));
    var split =
        new dev.penstock.connector.Split(
            "all",
            "public.keyed",
            new Part(
                    part.mode(),
                    part.column(),
                    part.range(),
                    part.order(),
                    part.window(),
                    java.util.Optional.of(other))
                .toJson(),
            0);

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> source.read(plan.stream(), split, null, Cancellation.NEVER))
        .matches(e -> e.problem().code().equals("snapshot-lost"));
  }

  @Test
  void aRestartedServerLosesTheSnapshotAndTheNextPlanTakesAnother() {
    Source source = source(snapshots, "{'table': 'public.keyed'}");
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    db.restart().run();

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> Db.read(source, plan))
        .matches(e -> e.problem().code().equals("snapshot-lost"));
    SourcePlan next = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    assertThat(Db.read(source, next).rows()).hasSize(2_000);
  }

  @Test
  void streamsOfARunShareOneConnectionWhichReleasingCloses() {
    source(snapshots, "{'table': 'public.keyed'}").plan(PlanRequest.full("r"), Cancellation.NEVER);
    source(snapshots, "{'table': 'public.heap'}").plan(PlanRequest.full("r"), Cancellation.NEVER);
    Awaitility.await().untilAsserted(() -> assertThat(db.texts(HELD)).containsExactly("1"));

    snapshots.release("other");
    assertThat(snapshots.open()).isEqualTo(1);
    snapshots.release("r");

    Awaitility.await().untilAsserted(() -> assertThat(db.texts(HELD)).containsExactly("0"));
  }

  @Test
  void anOldSnapshotIsGivenUp() {
    Snapshots shortLived =
        new Snapshots(
            new Limits(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(300),
                Duration.ofMillis(50)));
    // Nothing joins it: that could come too late.
    assertThat(
            shortLived.of(
                "r", new Database(new PostgresDialect(), db.connection(), Limits.DEFAULT)))
        .isNotNull();

    // A session that is just being kept alive is not idle, but open.
    Awaitility.await().untilAsserted(() -> assertThat(shortLived.open()).isZero());
    Awaitility.await().untilAsserted(() -> assertThat(db.texts(HELD)).containsExactly("0"));
  }
}
