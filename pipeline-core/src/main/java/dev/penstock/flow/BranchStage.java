package dev.penstock.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Named stages that work at the same time on the same input, each on a virtual thread. Immutable:
 * each method gives a changed copy.
 *
 * <pre>{@code
 * Stages.<List<Order>>branch()
 *     .to("orders", Stages.aggregate(Collectors.counting()))
 *     .to("cents", Stages.aggregate(Collectors.summingLong(Order::cents)));
 * }</pre>
 *
 * <p>The input must not change while they work. The first branch that fails fails the stage and
 * interrupts the others, unless it {@linkplain #continueOnError() goes on}.
 */
public final class BranchStage<I> implements Stage<I, Branches> {
  private final Map<String, Stage<? super I, ?>> branches;
  private final @Nullable Boolean failFast;

  private BranchStage(Map<String, Stage<? super I, ?>> branches, @Nullable Boolean failFast) {
    this.branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
    this.failFast = failFast;
  }

  static <I> BranchStage<I> none() {
    return new BranchStage<>(Map.of(), null);
  }

  /** One more branch; no two may have the same name. */
  public BranchStage<I> to(String branch, Stage<? super I, ?> stage) {
    if (branch.isBlank() || branches.containsKey(branch)) {
      throw new IllegalArgumentException(
          "a branch needs a name that no other has, but got '" + branch + "'");
    }
    Map<String, Stage<? super I, ?>> more = new LinkedHashMap<>(branches);
    more.put(branch, stage);
    return new BranchStage<>(more, failFast);
  }

  /** Gives the outputs of the branches that succeed, and the failures of the others. */
  public BranchStage<I> continueOnError() {
    return new BranchStage<>(branches, false);
  }

  @Override
  public String name() {
    return "branch";
  }

  @Override
  public StageResult<Branches> process(I input, PipelineContext context) throws Exception {
    boolean stop = failFast == null ? context.failFast() : failFast;
    Map<String, StageResult<?>> results = new ConcurrentHashMap<>();
    Crew crew = new Crew(context.stage());
    branches.forEach(
        (branch, stage) ->
            crew.start(
                branch,
                () -> {
                  StageResult<?> result = one(stage, input, context.at(branch));
                  results.put(branch, result);
                  if (stop && result instanceof StageResult.Failed<?> failed) {
                    throw new StageFailedException(context.at(branch).stage(), failed.cause());
                  }
                }));
    crew.await(context::check);
    return collected(results, context);
  }

  private static <I, O> StageResult<O> one(
      Stage<? super I, O> stage, I input, PipelineContext context) {
    return context.finish(stage.attempt(input, context));
  }

  private StageResult<Branches> collected(
      Map<String, StageResult<?>> results, PipelineContext context) {
    Map<String, Object> outputs = new LinkedHashMap<>();
    Map<String, Throwable> failures = new LinkedHashMap<>();
    for (String branch : branches.keySet()) {
      switch (results.get(branch)) {
        case StageResult.Succeeded<?> done -> outputs.put(branch, done.output());
        case StageResult.Failed<?> failed -> {
          failures.put(branch, failed.cause());
          context.at(branch).errorOnce(failed.cause());
        }
        case null -> throw new IllegalStateException("branch " + branch + " gave no result");
      }
    }
    return StageResult.of(new Branches(outputs, failures))
        .counting(outputs.size(), failures.size());
  }
}
