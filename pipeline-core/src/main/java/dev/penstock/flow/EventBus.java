package dev.penstock.flow;

/**
 * Where a pipeline tells of its runs. The run waits until the event is taken, up to the pipeline's
 * {@link Pipeline#hookTimeout}; a bus that fails does not fail the run, the failure is among {@link
 * PipelineResult#errors()}.
 *
 * @see LocalEventBus
 */
@FunctionalInterface
public interface EventBus {
  void publish(PipelineEvent event) throws Exception;
}
