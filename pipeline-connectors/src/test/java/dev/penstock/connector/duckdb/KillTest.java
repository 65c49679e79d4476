package dev.penstock.connector.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.definition.LoadMode;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loader is killed with SIGKILL at any moment and does all again; once is once. */
class KillTest {
  private static final int KILLS = 3;
  private static final long TOTAL = (long) Child.BATCHES * Child.ROWS;

  private final Path file;

  KillTest(@TempDir Path folder) {
    file = folder.resolve("warehouse.duckdb");
  }

  @Test
  void rowsAreThereOnceHoweverOftenTheLoaderIsKilled() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    run("r1", LoadMode.APPEND, 0, random, KILLS);
    check(seed, "r1", TOTAL);
    run("r2", LoadMode.APPEND, TOTAL, random, KILLS);
    check(seed, "r2", 2 * TOTAL);
    run("r3", LoadMode.UPSERT, TOTAL / 2, random, 1);
    check(seed, "r3", 2 * TOTAL);
  }

  private void run(String run, LoadMode mode, long first, Random random, int kills)
      throws Exception {
    for (int kill = 0; ; kill++) {
      Process loader =
          Child.start(Child.Load.class, file.toString(), run, mode.name(), Long.toString(first));
      try {
        if (kill < kills) {
          String at = random.nextBoolean() ? "publishing" : "";
          int lines = 1 + random.nextInt(Child.BATCHES);
          String line = "";
          // One that was killed late had published and closed the run: nothing is left to be done.
          for (int i = 0;
              !line.equals("done") && (at.isEmpty() ? i < lines : !line.equals(at));
              i++) {
            line = Child.line(loader);
            assertThat(line).isNotEqualTo("null");
          }
          loader.waitFor(random.nextInt(30_000), TimeUnit.MICROSECONDS);
        } else {
          String line = "";
          String last = "";
          while (!line.equals("null")) {
            last = line;
            line = Child.line(loader);
          }
          assertThat(last).isEqualTo("done");
          return;
        }
      } finally {
        loader.destroyForcibly();
        loader.waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  private void check(long seed, String run, long rows) {
    try (Duck duck = new Duck(file)) {
      assertThat(duck.value("SELECT count(*), count(DISTINCT id), sum(id) FROM silver.things"))
          .as("seed %d, %s", seed, run)
          .isEqualTo(rows + "|" + rows + "|" + rows * (rows - 1) / 2);
      assertThat(duck.value("SELECT count(*) FROM silver.things WHERE name = '" + run + "'"))
          .isEqualTo("" + TOTAL);
      assertThat(duck.rows("SELECT * FROM gold.names ORDER BY ALL"))
          .isEqualTo(
              duck.rows("SELECT name, count(*) FROM silver.things GROUP BY name ORDER BY ALL"));
      assertThat(duck.staging()).isEmpty();
    }
  }
}
