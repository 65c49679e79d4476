package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Market;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunUntil;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs of parts of a pipeline whose calls break off anywhere, and readers beside them. */
@ExtendWith(PostgresExtension.class)
class PartCrashTest {
  private static final int ROUNDS = 40;

  private final TestDatabase database;

  PartCrashTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void partsAreWhatTheyAreWithoutATroubleWhereverACallBrokeOff() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    HikariDataSource pool = Pool.open(database.connection());
    BreakingConnections breaking = new BreakingConnections(pool::getConnection);
    int sold = 1;
    int bought = 1;
    int raw = 0;
    try (Destination destination =
            new PostgresDestination("warehouse", breaking, pool::close, 4, Clock.systemUTC());
        Market market = new Market(LoadMode.APPEND)) {
      market.limit(1_000);
      market.run(destination, market.work("first", Market.BOTH), "a");
      for (int round = 0; round < ROUNDS; round++) {
        String run = "run" + round;
        String as = "seed %d round %d".formatted(seed, round);
        market.version(as);
        RunWork work =
            switch (round % 4) {
              case 0 -> market.work(run, Set.of("sold"));
              case 1 -> market.models(run);
              case 2 -> market.work(run, Set.of("bought"));
              default -> market.work(run, RunFrom.SOURCE, RunUntil.BRONZE, Market.BOTH);
            };
        String[] names = round % 2 == 0 ? new String[] {"a", "a"} : new String[] {"a"};
        sold += round % 4 == 0 ? 2 : 0;
        bought += round % 4 == 2 ? 2 : 0;
        raw += round % 4 == 3 ? 1 : 0;
        breaking.breakAt(random.nextInt(60));
        breaking.insist(
            () -> {
              market.load(destination, work, names);
              return true;
            });
        breaking.breakAt(random.nextInt(round % 4 == 3 ? 30 : 120));
        assertThat(breaking.insist(() -> destination.audit(work, Cancellation.NEVER)).passed())
            .as(as)
            .isTrue();
        breaking.breakAt(random.nextInt(round % 4 == 3 ? 30 : 90));
        breaking.insist(() -> destination.publish(work));
        breaking.insist(
            () -> {
              destination.clean(run, 1);
              return true;
            });

        assertThat(
                database.rows(
                    "SELECT t.sold, t.bought, (SELECT count(*) FROM silver.sold), (SELECT count(*)"
                        + " FROM silver.bought), (SELECT count(*) FROM bronze.sold),"
                        + " (SELECT count(*) FROM bronze.bought) FROM gold.trade t"))
            .as(as)
            .containsExactly(
                "%1$d|%2$d|%1$d|%2$d|%3$d|%4$d".formatted(sold, bought, sold + raw, bought + raw));
        assertThat(database.staging()).as(as).isEmpty();
      }
    }
  }

  @Test
  void readersSeeNoMixtureOfParts() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    try (Destination destination = database.open();
        Market market = new Market(LoadMode.APPEND);
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      market.limit(1_000);
      market.run(destination, market.work("first", Market.BOTH), "a");
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        results.add(readers.submit(() -> read(stop, reads)));
      }
      try {
        for (int i = 0; i < 30; i++) {
          int round = i;
          String run = "run" + round;
          patiently(
              () ->
                  market.run(
                      destination,
                      switch (round % 3) {
                        case 0 -> market.work(run, Set.of("sold"));
                        case 1 -> market.work(run, Set.of("bought"));
                        default -> market.models(run);
                      },
                      "a"));
        }
      } finally {
        stop.set(true);
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isEmpty();
      }
    }
    assertThat(reads).hasValueGreaterThan(30);
  }

  /** Again where the readers' locks were in the way for too long. */
  private static void patiently(Runnable work) {
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (TransientException e) {
        if (attempt == 60) {
          throw e;
        }
      }
    }
  }

  /** What was wrong. */
  private List<String> read(AtomicBoolean stop, AtomicInteger reads) {
    List<String> wrong = new ArrayList<>();
    while (!stop.get()) {
      String row =
          database
              .rows(
                  "SELECT t.sold = (SELECT count(*) FROM silver.sold)"
                      + " AND t.bought = (SELECT count(*) FROM silver.bought)"
                      + " AND t.sold = (SELECT n FROM gold.sales)"
                      + " AND t.bought = (SELECT n FROM gold.purchases), t.* FROM gold.trade t")
              .getFirst();
      if (!row.startsWith("t|") && !row.startsWith("true|")) {
        wrong.add(row);
      }
      reads.incrementAndGet();
    }
    return wrong;
  }
}
