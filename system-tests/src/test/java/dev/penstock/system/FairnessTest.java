package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.RunState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private static final long HUGE = 2_000_000;

  private final TestBed bed = TestBed.shared();

  @Test
  void aSmallRunIsNotStuckBehindAHugeOne() {
    OrdersPipeline huge = new OrdersPipeline("fair_huge", "fair/huge.csv", 64 << 20);
    OrdersPipeline small = new OrdersPipeline("fair_small", "fair/small.csv", 2 << 20);
    new Orders(41).write(bed.file(huge.path()), HUGE);
    Orders.Written written = new Orders(42).write(bed.file(small.path()), 2_000);
    String hugeRun = bed.client().run(huge.name(), huge.yaml());
    Run before =
        bed.client()
            .await(hugeRun, Duration.ofSeconds(60), "loading", now -> now.records("LOAD") > 0);

    Run end = bed.client().succeed(bed.client().run(small.name(), small.yaml()));

    Run stillAtWork = bed.client().look(hugeRun);
    assertThat(stillAtWork.state()).isEqualTo(RunState.RUNNING);
    // What it waited for is not the speed of the machine but what the huge one has before it: two
    // windows at the worst, where they share a partition.
    assertThat(stillAtWork.records("EXTRACT") - before.records("EXTRACT")).isLessThan(HUGE / 3);
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
    bed.client().cancel(hugeRun);
    bed.client().await(hugeRun, PenstockClient.PATIENCE, "cleaned", Run::cleaned);
  }
}
