package dev.penstock.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stages in a row, each taking what the one before gives; the compiler checks that they fit.
 * Immutable, so that one pipeline can run any number of times, also at once.
 *
 * <pre>{@code
 * Pipeline<List<String>, Integer> total =
 *     Pipeline.<List<String>>named("total")
 *         .then("parse", Stages.map((String text) -> Integer.valueOf(text)))
 *         .then("sum", Stages.aggregate(Collectors.summingInt((Integer n) -> n)));
 * int sum = total.run(List.of("1", "2")).orThrow(); // 3
 * }</pre>
 *
 * <p>A stage that fails ends the run: those behind it do not begin. Each stage runs on a virtual
 * thread of its own, unless it is {@link #onCallersThread}, which is interrupted when the run is
 * cancelled, the caller interrupted or the stage's time is up; values bound to the caller's thread
 * are not there.
 *
 * <p>A pipeline is a stage itself. As one it has its hooks, but tells no event bus.
 *
 * @param <I> what the first stage takes
 * @param <O> what the last stage gives
 */
public final class Pipeline<I, O> implements Stage<I, O> {
  /** A stage under its name. */
  record Step(String name, Stage<?, ?> stage) {}

  private final String name;
  private final List<Step> steps;
  private final PipelineSettings settings;

  private Pipeline(String name, List<Step> steps, PipelineSettings settings) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a pipeline needs a name");
    }
    this.name = name;
    this.steps = List.copyOf(steps);
    this.settings = settings;
  }

  /** A pipeline without stages, which gives what it takes. */
  public static <I> Pipeline<I, I> named(String name) {
    return new Pipeline<>(name, List.of(), PipelineSettings.DEFAULT);
  }

  /**
   * A pipeline that streams: reads what {@code extract} opens, transforms record by record, loads
   * in chunks, with bounded memory whatever the size. Gives the number of records loaded. For more,
   * see {@link Streaming}.
   *
   * <pre>{@code
   * Pipeline<Path, Long> copy =
   *     Pipeline.etl(
   *         "copy",
   *         (path, context) -> Files.lines(path),
   *         line -> Order.parse(line),
   *         (orders, context) -> table.insert(orders));
   * }</pre>
   */
  public static <I, T, R> Pipeline<I, Long> etl(
      String name, Extract<I, T> extract, CheckedFunction<T, R> transform, Load<R> load) {
    return Pipeline.<I>named(name)
        .then("etl", Streaming.from(extract).then("transform", Stages.map(transform)).into(load));
  }

  /** This pipeline with one more stage behind, called by its own {@link Stage#name()}. */
  public <R> Pipeline<I, R> then(Stage<? super O, R> stage) {
    String wanted = stage.name();
    String free = wanted;
    for (int n = 2; taken(free); n++) {
      free = wanted + "-" + n;
    }
    return then(free, stage);
  }

  /** This pipeline with one more stage behind, called so; no two stages may be called the same. */
  public <R> Pipeline<I, R> then(String stageName, Stage<? super O, R> stage) {
    if (stageName.isBlank() || taken(stageName)) {
      throw new IllegalArgumentException(
          name + ": a stage needs a name that no other stage has, but got '" + stageName + "'");
    }
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(stageName, stage));
    return new Pipeline<>(name, more, settings);
  }

  private boolean taken(String stageName) {
    return steps.stream().anyMatch(step -> step.name().equals(stageName));
  }

  /** Adds a hook behind those that there are. */
  public Pipeline<I, O> hook(Hook hook) {
    return with(settings.withHook(hook));
  }

  /** Tells this bus, too, of each run. */
  public Pipeline<I, O> events(EventBus bus) {
    return with(settings.withBus(bus));
  }

  /** How long one hook or event bus may take; 10 seconds unless set. */
  public Pipeline<I, O> hookTimeout(Duration limit) {
    return with(settings.withHookTimeout(limit));
  }

  /** How long one stage may take; a day unless set. */
  public Pipeline<I, O> stageTimeout(Duration limit) {
    return with(settings.withStageTimeout(limit));
  }

  /**
   * Record-wise stages that say nothing else go on after records that fail, instead of failing with
   * the first. A stage that fails as a whole ends the run all the same.
   */
  public Pipeline<I, O> continueOnError() {
    return with(settings.withoutFailFast());
  }

  /**
   * Stages run on the caller's thread: for stages that use what is bound to a thread, or memory
   * that the caller frees, and for runs so short that a thread for each stage counts. Such a run
   * ends only when its stages do: there is no stage time-out, and a stage has to ask {@link
   * PipelineContext#check()} itself whether it is still wanted.
   */
  public Pipeline<I, O> onCallersThread() {
    return with(settings.withInline());
  }

  private Pipeline<I, O> with(PipelineSettings other) {
    return new Pipeline<>(name, steps, other);
  }

  @Override
  public String name() {
    return name;
  }

  /** Names of the stages in order. */
  public List<String> stages() {
    return steps.stream().map(Step::name).toList();
  }

  /** Runs with a new context. Never throws; the result says what happened. */
  public PipelineResult<O> run(I input) {
    return run(input, PipelineContext.create());
  }

  /** Runs in this context, which is for one run. Never throws; the result says what happened. */
  public PipelineResult<O> run(I input, PipelineContext context) {
    return new PipelineRun<O>(name, steps, settings, context).whole(input);
  }

  /** This pipeline as a stage of another. */
  @Override
  public StageResult<O> process(I input, PipelineContext context) {
    return new PipelineRun<O>(name, steps, settings, context).nested(input).outcome();
  }
}
