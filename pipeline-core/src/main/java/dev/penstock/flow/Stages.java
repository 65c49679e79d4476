package dev.penstock.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collector;

/** The stages that the framework brings along. */
public final class Stages {
  private Stages() {}

  /** A stage under a name. */
  private record Named<I, O>(String name, Stage<I, O> stage) implements Stage<I, O> {
    @Override
    public StageResult<O> process(I input, PipelineContext context) throws Exception {
      return stage.process(input, context);
    }
  }

  /**
   * Applies a function to the whole input. Counts the records of a list that goes in, else one.
   *
   * <pre>{@code
   * Stages.apply((List<User> users) -> repository.insertAll(users));
   * }</pre>
   */
  public static <I, O> Stage<I, O> apply(CheckedFunction<I, O> function) {
    return new Named<>(
        "apply",
        (input, context) -> StageResult.of(function.apply(input)).counting(size(input), 0));
  }

  private static long size(Object input) {
    return input instanceof List<?> list ? list.size() : 1;
  }

  /**
   * Applies a function to each record.
   *
   * <pre>{@code
   * Stages.map((String line) -> Order.parse(line)).continueOnError();
   * }</pre>
   */
  public static <I, O> RecordStage<I, O> map(CheckedFunction<I, O> function) {
    return records("map", (record, context, timeout) -> given(function.apply(record)));
  }

  /**
   * Applies an asynchronous function to each record; {@link RecordStage#concurrency} says how many
   * answers are awaited at once, {@link RecordStage#timeout} how long.
   */
  public static <I, O> RecordStage<I, O> mapAsync(CheckedFunction<I, CompletionStage<O>> function) {
    return records(
        "map",
        (record, context, timeout) ->
            given(Bounded.join(context.stage(), timeout, function.apply(record))));
  }

  /** Keeps the records for which this is true. */
  public static <T> RecordStage<T, T> filter(CheckedPredicate<T> predicate) {
    return records("filter", (record, context, timeout) -> predicate.test(record) ? record : null);
  }

  /** Keeps the records for which the answer is true. */
  public static <T> RecordStage<T, T> filterAsync(
      CheckedFunction<T, CompletionStage<Boolean>> predicate) {
    return records(
        "filter",
        (record, context, timeout) ->
            Bounded.join(context.stage(), timeout, predicate.apply(record)) ? record : null);
  }

  /**
   * Lets valid records through; one that is not fails with an {@link InvalidRecordException} that
   * bears the verdict's message.
   */
  public static <T> RecordStage<T, T> validate(CheckedFunction<T, Verdict> rule) {
    return records(
        "validate",
        (record, context, timeout) -> {
          given(rule.apply(record)).require();
          return record;
        });
  }

  /** Lets records through for which this is true; the others fail with this message. */
  public static <T> RecordStage<T, T> validate(String message, CheckedPredicate<T> rule) {
    return validate(record -> rule.test(record) ? Verdict.valid() : Verdict.invalid(message));
  }

  private static <I, O> RecordStage<I, O> records(String name, RecordStage.Call<I, O> call) {
    return new RecordStage<>(name, call, RecordOptions.DEFAULT);
  }

  private static <T> T given(T value) {
    return Objects.requireNonNull(value, "the function gave null");
  }

  /** Cuts a list into lists of this size; the last may be shorter. */
  public static <T> Stage<List<T>, List<List<T>>> batch(int size) {
    Bounded.positive("size", size, Integer.MAX_VALUE);
    return new Named<>(
        "batch",
        (input, context) -> {
          List<List<T>> batches = new ArrayList<>();
          for (int from = 0; from < input.size(); from += Math.min(size, input.size() - from)) {
            int to = from + Math.min(size, input.size() - from);
            batches.add(List.copyOf(input.subList(from, to)));
          }
          return StageResult.of(List.copyOf(batches)).counting(input.size(), 0);
        });
  }

  /** Makes one list of lists, in order. */
  public static <T> Stage<List<List<T>>, List<T>> flatten() {
    return new Named<>(
        "flatten",
        (input, context) -> {
          List<T> all = input.stream().<T>flatMap(List::stream).toList();
          return StageResult.of(all).counting(all.size(), 0);
        });
  }

  /**
   * Makes one value of a list, by any of Java's collectors.
   *
   * <pre>{@code
   * Stages.aggregate(Collectors.summingLong((Order order) -> order.cents()));
   * }</pre>
   */
  public static <T, R> Stage<List<T>, R> aggregate(Collector<T, ?, R> collector) {
    return new Named<>(
        "aggregate",
        (input, context) ->
            StageResult.of(input.stream().collect(collector)).counting(input.size(), 0));
  }

  /** Several stages at once on the same input; see {@link BranchStage}. */
  public static <I> BranchStage<I> branch() {
    return BranchStage.none();
  }

  /**
   * Gives what it takes, but not more often than this. For each record, see {@link
   * RecordStage#rateLimit}.
   */
  public static <T> Stage<T, T> rateLimit(int permits, Duration per) {
    return rateLimit(RateLimiter.of(permits, per));
  }

  /** Gives what it takes when the limiter lets it. */
  public static <T> Stage<T, T> rateLimit(RateLimiter limiter) {
    return new Named<>(
        "rate-limit",
        (input, context) -> {
          limiter.acquire(context);
          return StageResult.of(input).counting(size(input), 0);
        });
  }

  /**
   * Tries a stage that fails again, with the same input. What the stage did before it failed is
   * done again, so it should come to the same when done twice.
   *
   * <pre>{@code
   * Stages.retry(insert, RetryPolicy.attempts(3));
   * }</pre>
   */
  public static <I, O> Stage<I, O> retry(Stage<I, O> stage, RetryPolicy policy) {
    return new Named<>(
        stage.name(),
        (input, context) -> {
          for (int attempt = 1; ; attempt++) {
            StageResult<O> result = stage.attempt(input, context);
            if (result.error().isEmpty() || !policy.again(attempt, result.error().get())) {
              return result;
            }
            context.restart();
            policy.pause(attempt, context);
          }
        });
  }
}
