package dev.penstock.connector.postgres;

import static dev.penstock.connector.postgres.ModeHarness.merging;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.RunMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connection is lost at every statement of every call of each mode; once is once. */
@ExtendWith(PostgresExtension.class)
class ModeCrashTest {
  private final TestDatabase database;

  ModeCrashTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void rowsAreMergedOnceWhereverACallBrokeOff() {
    breakEverywhere(LoadMode.UPSERT, merging("o", null, Missing.KEEP));
  }

  @Test
  void aHistoryGoesOnOnceWhereverACallBrokeOff() {
    breakEverywhere(LoadMode.HISTORY, merging("o", "since", Missing.KEEP));
  }

  @Test
  void batchesAreVisibleOnceWhereverACallBrokeOff() {
    breakEverywhere(LoadMode.CONTINUOUS, merging("o", null, Missing.KEEP));
  }

  private void breakEverywhere(LoadMode mode, Merging merging) {
    HikariDataSource pool = Pool.open(database.connection());
    BreakingConnections breaking = new BreakingConnections(pool::getConnection);
    try (Destination destination =
            new PostgresDestination("warehouse", breaking, pool::close, 4, Clock.systemUTC());
        ModeHarness harness = new ModeHarness(destination, mode, merging).noting(true)) {
      int breaks = 1;
      for (int step = 0; breaks > 0; step++) {
        String run = "run" + step;
        int o = step;
        // The same step of every call breaks, until no call has so many.
        breaking.breakAt(step);

        breaking.insist(
            () ->
                harness.load(
                    run, "s0", 0, List.of(row(1, "a", o), row(1, "b", o), row(2, "\0", o))));
        breaking.insist(() -> harness.load(run, "s0", 1, List.of(row(3, "c", o))));
        breaking.insist(() -> harness.end(run, "s0", 2));
        breaking.insist(() -> harness.audit(run, RunMode.INCREMENTAL));
        Changes changes =
            breaking
                .insist(() -> destination.publish(harness.work(run, RunMode.INCREMENTAL)))
                .tables()
                .getFirst()
                .changes();
        breaking.insist(
            () -> {
              destination.clean(run, 1);
              return true;
            });

        boolean again = step > 0;
        boolean rows = mode == LoadMode.HISTORY;
        assertThat(changes)
            .as("step %d", step)
            .isEqualTo(new Changes(again && !rows ? 0 : 2, again ? 2 : 0, 0));
        assertThat(
                database.rows("SELECT id, a, o FROM silver.things WHERE o = " + o + " ORDER BY 1"))
            .as("step %d", step)
            .containsExactly("1|b" + o + "|" + o, "3|c" + o + "|" + o);
        assertThat(
                database.value(
                    "SELECT count(*) FROM silver.things t JOIN _penstock.origin p"
                        + " ON p.target = 'silver.things' AND p.id = t._lineage_split"
                        + " WHERE p.run_id = '"
                        + run
                        + "' AND p.version = 1 AND t._lineage_place = ascii(t.a)"))
            .as("step %d", step)
            .isEqualTo("2");
        assertThat(database.value("SELECT count(*) FROM silver.things"))
            .as("step %d", step)
            .isEqualTo("" + (rows ? 2 * (step + 1) : 2));
        assertThat(database.staging()).isEmpty();
        breaks = breaking.breaks();
      }
    }
  }

  private static List<@Nullable Object> row(Integer id, String a, Integer o) {
    return Arrays.asList(
        id,
        a.equals("\0") ? a : a + o,
        0,
        o,
        LocalDate.of(2020, 1, 1).plusDays(o),
        (long) a.charAt(0));
  }
}
