package dev.penstock.system;

import static dev.penstock.local.Component.EXTRACTOR;
import static dev.penstock.local.Component.LOADER;
import static dev.penstock.local.Component.TRANSFORMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory of the services and the backlog in Kafka stay bounded whatever the size of the source. */
// It measures the memory of processes.
@Tag("processes")
class BoundedTest {
  private static final long MIB = 1 << 20;
  private static final long LARGE = 1_500_000;
  private static final long SMALL = LARGE / 10;
  private static final long MOST_RESIDENT = 512 * MIB;
  private static final Duration STANDSTILL = Duration.ofSeconds(5);
  private static final int LOOKS = 20;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final TestBed bed = TestBed.shared();
  private final TopicReader topics = new TopicReader(bed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void withTheLoaderStoppedTheBacklogStopsAtTheWindowAndMemoryStaysFlat() {
    OrdersPipeline pipeline = new OrdersPipeline("bounded", "bounded/large.csv", 32 * MIB);
    Orders.Written written = new Orders(31).write(bed.file(pipeline.path()), LARGE);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    bed.client().await(run, SOON, "loading", now -> now.records("LOAD") > 0);

    bed.stack().suspend(LOADER);

    long backlog = awaitStandstill();
    Map<Component, Long> before = resident();
    long ahead = extractedBatches(run) - loadedBatches(run);
    await()
        .during(STANDSTILL)
        .atMost(SOON)
        .untilAsserted(() -> assertThat(topics.backlog()).isLessThanOrEqualTo(backlog));
    Map<Component, Long> after = resident();
    Run held = bed.client().look(run);
    assertThat(held.state()).isEqualTo(RunState.RUNNING);
    assertThat(held.records("EXTRACT")).as("read with the loader stopped").isLessThan(LARGE);
    before.forEach(
        (component, bytes) ->
            assertThat(after.get(component))
                .as("memory of %s while nothing moves", component)
                .isLessThan(bytes + 48 * MIB));

    bed.stack().resume(LOADER);
    Run end = bed.client().succeed(run, Duration.ofMinutes(3));
    assertThat(end.balanced()).isTrue();
    assertThat(bed.warehouse().count(pipeline.silver())).isEqualTo(written.clean());
    assertThat(bed.warehouse().count(pipeline.bronze())).isEqualTo(LARGE);
    long batches = end.sum(split -> split.path("batches").asLong());
    assertThat(ahead).as("batches ahead of the loader, of %d", batches).isLessThan(batches / 2);
    bed.client().await(run, SOON, "cleaned", Run::cleaned);
    await().atMost(SOON).untilAsserted(() -> assertThat(topics.leftOver()).isZero());
  }

  @Test
  void aSourceTenTimesLargerDoesNotRaiseThePeakOfMemory() {
    OrdersPipeline small = new OrdersPipeline("peak_small", "bounded/small.csv", 8 * MIB);
    OrdersPipeline large = new OrdersPipeline("peak_large", "bounded/large.csv", 8 * MIB);
    new Orders(32).write(bed.file(small.path()), SMALL);
    new Orders(31).write(bed.file(large.path()), LARGE);
    List.of(EXTRACTOR, TRANSFORMER, LOADER).forEach(bed::restart);
    // Twice, so that the heap and the compiled code have the size that any work gives them.
    bed.client().succeed(bed.client().run(small.name(), small.yaml()));
    bed.client().succeed(bed.client().run(small.name()));
    Map<Component, Long> before = peaks();

    bed.client().succeed(bed.client().run(large.name(), large.yaml()), Duration.ofMinutes(3));

    Map<Component, Long> after = peaks();
    before.forEach(
        (component, bytes) -> {
          assertThat(after.get(component))
              .as("peak of %s, was %d MiB", component, bytes / MIB)
              .isLessThan(bytes + bytes / 3);
          assertThat(after.get(component)).as("peak of %s", component).isLessThan(MOST_RESIDENT);
        });
  }

  /**
   * Waits until Kafka's backlog has not moved for a while, and gives it. Looks are counted and not
   * seconds: all else may stand still with this test.
   */
  private long awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    AtomicInteger equal = new AtomicInteger();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              long now = topics.backlog();
              equal.set(last.getAndSet(now) == now ? equal.get() + 1 : 0);
              return equal.get() >= LOOKS;
            });
    return last.get();
  }

  private long extractedBatches(String run) {
    return bed.client().look(run).sum(split -> split.path("batches").asLong());
  }

  /** Batches of the output that is furthest behind. */
  private long loadedBatches(String run) {
    return bed.client().look(run).sum(BoundedTest::loadedOf);
  }

  private static long loadedOf(JsonNode split) {
    long least = Long.MAX_VALUE;
    for (JsonNode output : split.path("outputs")) {
      least = Math.min(least, output.path("sequence").asLong() + 1);
    }
    return least == Long.MAX_VALUE ? 0 : least;
  }

  private Map<Component, Long> resident() {
    Map<Component, Long> bytes = new LinkedHashMap<>();
    Component.services().forEach(each -> bytes.put(each, bed.processes().residentBytes(each)));
    return bytes;
  }

  private Map<Component, Long> peaks() {
    Map<Component, Long> bytes = new LinkedHashMap<>();
    Component.services().forEach(each -> bytes.put(each, bed.processes().peakResidentBytes(each)));
    return bytes;
  }
}
