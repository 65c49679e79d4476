package dev.penstock.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.events.EventHistory.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MissedTest {
  private final List<PublicEvent> topic = new ArrayList<>();
  private final EventHub hub = new EventHub();
  private int hubRead;
  private int kept;

  /** Pages of at most 20 events. */
  private Page read(long from, long back, Optional<String> run) {
    if (from < kept || from > topic.size()) {
      return new Page(List.of(), from < kept ? kept : topic.size(), from > topic.size(), true);
    }
    int begin = (int) Math.max(kept, from - back);
    int end = (int) Math.min(topic.size(), Math.max(begin, from) + 20);
    List<PublicEvent> events =
        topic.subList(begin, end).stream()
            .filter(event -> run.isEmpty() || event.run().equals(run.get()))
            .toList();
    return new Page(events, end, end == topic.size(), false);
  }

  @Test
  void everyEventPassesOnceWhateverTheSenderRepeatsAndWheneverTheClientLeaves() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("everyEventPassesOnce…: seed " + seed);
    Random random = new Random(seed);
    hub.begin(0);
    hub.follow();
    Map<String, List<Long>> told = new TreeMap<>();
    Map<String, List<Long>> seen = new TreeMap<>();
    long last = -1;
    for (int round = 0; round < 300; round++) {
      write(random, told);
      readHub(random.nextInt(topic.size() - hubRead + 1));
      List<PublicEvent> got = new ArrayList<>();
      Missed missed =
          new Missed(this::read, hub, new EventId(Math.max(last, 0), -1), Optional.empty());
      if (last < 0) {
        topic.subList(0, 1).forEach(got::add);
      }
      while (missed.hasNext()) {
        got.addAll(missed.next());
        if (random.nextInt(4) == 0) {
          readHub(random.nextInt(topic.size() - hubRead + 1));
        }
      }
      try (EventHub.Subscription live = missed.join(got::add, () -> {}).orElseThrow()) {
        write(random, told);
        readHub(random.nextInt(topic.size() - hubRead + 1));
      }
      int most = random.nextInt(got.size() + 1);
      for (PublicEvent event : got.subList(0, most)) {
        seen.computeIfAbsent(event.run(), run -> new ArrayList<>()).add(event.revision());
        last = event.offset();
      }
    }
    Missed rest = new Missed(this::read, hub, new EventId(last, -1), Optional.empty());
    readHub(topic.size() - hubRead);
    while (rest.hasNext()) {
      rest.next()
          .forEach(
              event ->
                  seen.computeIfAbsent(event.run(), run -> new ArrayList<>())
                      .add(event.revision()));
    }
    rest.join(
            event ->
                seen.computeIfAbsent(event.run(), run -> new ArrayList<>()).add(event.revision()),
            () -> {})
        .orElseThrow()
        .close();

    assertThat(seen).isEqualTo(told);
  }

  @Test
  void whatIsNotKeptIsAGap() {
    hub.begin(0);
    hub.follow();
    for (int i = 0; i < 10; i++) {
      topic.add(new PublicEvent(i, "run.updated", "r", i, false, "{}"));
    }
    kept = 5;
    readHub(10);
    Missed missed = new Missed(this::read, hub, new EventId(2, -1), Optional.empty());

    assertThat(missed.gap()).isTrue();
    List<PublicEvent> got = new ArrayList<>();
    while (missed.hasNext()) {
      got.addAll(missed.next());
    }
    assertThat(got).isEqualTo(topic.subList(5, 10));
    assertThat(new Missed(this::read, hub, new EventId(4, -1), Optional.empty()).gap()).isFalse();
    assertThat(new Missed(this::read, hub, new EventId(50, -1), Optional.empty()).gap()).isTrue();
  }

  /** New events of some runs; now and then the last ones stand in the topic a second time. */
  private void write(Random random, Map<String, List<Long>> told) {
    int repeated = topic.isEmpty() || random.nextInt(5) > 0 ? 0 : random.nextInt(30);
    for (PublicEvent event :
        List.copyOf(topic.subList(Math.max(0, topic.size() - repeated), topic.size()))) {
      add(event.run(), event.revision());
    }
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      String run = "r" + random.nextInt(6);
      List<Long> ofRun = told.computeIfAbsent(run, key -> new ArrayList<>());
      ofRun.add((ofRun.isEmpty() ? 0 : ofRun.getLast()) + 1 + random.nextInt(2));
      add(run, ofRun.getLast());
    }
  }

  private void add(String run, long revision) {
    topic.add(new PublicEvent(topic.size(), "run.updated", run, revision, false, "{}"));
  }

  private void readHub(int events) {
    for (int i = 0; i < events; i++) {
      hub.publish(topic.get(hubRead++));
    }
  }
}
