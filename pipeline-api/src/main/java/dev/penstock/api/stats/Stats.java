package dev.penstock.api.stats;

import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.stats.Statistics.Counts;
import dev.penstock.api.stats.Statistics.Item;
import dev.penstock.api.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Counts runs. Thread-safe. */
public final class Stats {
  /** How long a run that was slow is told of after its end. */
  static final Duration LATELY = Duration.ofDays(1);

  private static final int MOST_SLOW = 20;
  private static final int MOST_FAILING = 50;

  private final StatsStore store;
  private final Pipelines pipelines;
  private final Transactions transactions;
  private final Clock clock;

  public Stats(StatsStore store, Pipelines pipelines, Transactions transactions, Clock clock) {
    this.store = store;
    this.pipelines = pipelines;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Counts the runs of a span of time, of all pipelines or one.
   *
   * @throws dev.penstock.api.error.Refusal where the span or its step cannot be
   */
  public Statistics of(StatsQuery query) {
    Instant now = clock.instant();
    TimeSteps steps = TimeSteps.of(query, now);
    query.pipeline().ifPresent(this::known);
    return transactions.read(
        () -> {
          Map<Integer, Counts> ended = store.ended(steps.bounds(), query.pipeline());
          List<Item> items = new ArrayList<>();
          for (int i = 0; i + 1 < steps.bounds().size(); i++) {
            items.add(Item.of(steps.bounds().get(i), ended.getOrDefault(i, Counts.NONE)));
          }
          return new Statistics(
              steps.bounds().getFirst(),
              steps.bounds().getLast(),
              steps.step(),
              query.timezone().getId(),
              items,
              store.now(query.pipeline()),
              ended.getOrDefault(StatsStore.TOTAL, Counts.NONE),
              store.slow(now.minus(LATELY), now, query.pipeline(), MOST_SLOW),
              store.failing(query.pipeline(), MOST_FAILING));
        });
  }

  /** The latest runs of a pipeline, newest first. */
  public List<RunPoint> trend(String pipeline, int limit) {
    known(pipeline);
    return transactions
        .read(() -> store.latest(List.of(pipeline), limit))
        .getOrDefault(pipeline, List.of());
  }

  /**
   * Pipelines by name, each with its latest runs.
   *
   * @param after the name before the first; empty for the begin
   * @param part stands in the names, in any case; empty for all
   * @param runs at most so many of each
   */
  public List<PipelinePoint> pipelines(String after, String part, int limit, int runs) {
    List<PipelineVersion> found = pipelines.list(after, part, limit);
    if (found.isEmpty()) {
      return List.of();
    }
    Map<String, List<RunPoint>> latest =
        transactions.read(
            () -> store.latest(found.stream().map(PipelineVersion::name).toList(), runs));
    return found.stream()
        .map(pipeline -> point(pipeline, latest.getOrDefault(pipeline.name(), List.of())))
        .toList();
  }

  private static PipelinePoint point(PipelineVersion pipeline, List<RunPoint> runs) {
    return new PipelinePoint(
        pipeline.name(),
        pipeline.version(),
        pipeline.description(),
        pipeline.createdAt(),
        runs.stream().map(RunPoint::score).filter(Objects::nonNull).findFirst().orElse(null),
        runs);
  }

  /** Runs of a pipeline that was deleted are still counted. */
  private void known(String pipeline) {
    pipelines.versions(pipeline, Integer.MAX_VALUE, 1);
  }

  /**
   * What is to be counted.
   *
   * @param since the last days where it is not given
   * @param until now where it is not given
   * @param step by the length of the span where it is not given
   */
  public record StatsQuery(
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<String> step,
      ZoneId timezone,
      Optional<String> pipeline) {}
}
