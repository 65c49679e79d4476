package dev.penstock.api.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses to whom places go: a higher priority first; among equals the run with the fewest places,
 * so that they share; then the older. A stream whose connection is full holds nobody up.
 */
final class Choice {
  private static final Comparator<Part> ORDER =
      Comparator.comparingInt((Part part) -> -part.flow.priority())
          .thenComparingInt(part -> part.run.used)
          .thenComparing(part -> part.flow.createdAt())
          .thenComparing(part -> part.flow.run())
          .thenComparingInt(part -> part.used)
          .thenComparingInt(part -> part.flow.position());

  private final Limits limits;
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Integer> connections = new HashMap<>();
  private int used;

  private Choice(Limits limits, List<Flow> flows) {
    this.limits = limits;
    Map<String, Share> runs = new HashMap<>();
    for (Flow flow : flows) {
      Share run = runs.computeIfAbsent(flow.run(), id -> new Share());
      run.used += flow.given();
      used += flow.given();
      connections.merge(flow.connection(), flow.given(), Integer::sum);
      if (flow.waiting() > 0 && !flow.full()) {
        parts.add(new Part(flow, run));
      }
    }
  }

  /** How much each stream gets; those that get nothing are left out. */
  static List<Gift> of(Limits limits, List<Flow> flows) {
    Choice choice = new Choice(limits, flows);
    List<Part> served = new ArrayList<>();
    for (Optional<Part> next = choice.next(); next.isPresent(); next = choice.next()) {
      Part part = next.get();
      choice.take(part);
      if (!served.contains(part)) {
        served.add(part);
      }
    }
    return served.stream().map(part -> new Gift(part.flow, part.used - part.flow.given())).toList();
  }

  private Optional<Part> next() {
    return used >= limits.splits()
        ? Optional.empty()
        : parts.stream().filter(this::mayHave).min(ORDER);
  }

  private boolean mayHave(Part part) {
    Flow flow = part.flow;
    int ofRun =
        flow.parallelism() > 0
            ? Math.min(flow.parallelism(), limits.splitsPerRun())
            : limits.splitsPerRun();
    return part.used - flow.given() < flow.waiting()
        && part.run.used < ofRun
        && (flow.connection().isEmpty()
            || connections.getOrDefault(flow.connection(), 0) < limits.of(flow.connection()))
        // How much a split may still have is known only once the one before it is read.
        && (flow.limit() == 0 || part.used == 0);
  }

  private void take(Part part) {
    part.used++;
    part.run.used++;
    used++;
    connections.merge(part.flow.connection(), 1, Integer::sum);
  }

  /**
   * What a stream gets.
   *
   * @param count places, at least one
   */
  record Gift(Flow flow, int count) {}

  /** What a run has. */
  private static final class Share {
    private int used;
  }

  /** What a stream has. */
  private static final class Part {
    private final Flow flow;
    private final Share run;
    private int used;

    Part(Flow flow, Share run) {
      this.flow = flow;
      this.run = run;
      this.used = flow.given();
    }
  }
}
