package dev.penstock.flow;

import java.util.function.Supplier;

/** A stream as a stage. */
record StreamStage<I, T, R>(StreamPlan<I> plan, Supplier<StreamSink<T, R>> sinks)
    implements Stage<I, R> {
  @Override
  public String name() {
    return "stream";
  }

  @Override
  public StageResult<R> process(I input, PipelineContext context) throws Exception {
    return new StreamRun<I, T, R>(plan, sinks.get(), context).run(input);
  }
}
