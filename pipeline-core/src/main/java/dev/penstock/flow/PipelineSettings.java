package dev.penstock.flow;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the stages of a pipeline are run.
 *
 * @param inline whether stages run on the caller's thread
 */
record PipelineSettings(
    List<Hook> hooks,
    List<EventBus> buses,
    Duration hookTimeout,
    Duration stageTimeout,
    boolean failFast,
    boolean inline) {
  static final PipelineSettings DEFAULT =
      new PipelineSettings(
          List.of(), List.of(), Duration.ofSeconds(10), Duration.ofDays(1), true, false);

  PipelineSettings {
    hooks = List.copyOf(hooks);
    buses = List.copyOf(buses);
    Bounded.positive("hookTimeout", hookTimeout);
    Bounded.positive("stageTimeout", stageTimeout);
  }

  PipelineSettings withHook(Hook hook) {
    List<Hook> more = Stream.concat(hooks.stream(), Stream.of(hook)).toList();
    return new PipelineSettings(more, buses, hookTimeout, stageTimeout, failFast, inline);
  }

  PipelineSettings withBus(EventBus bus) {
    List<EventBus> more = Stream.concat(buses.stream(), Stream.of(bus)).toList();
    return new PipelineSettings(hooks, more, hookTimeout, stageTimeout, failFast, inline);
  }

  PipelineSettings withHookTimeout(Duration limit) {
    return new PipelineSettings(hooks, buses, limit, stageTimeout, failFast, inline);
  }

  PipelineSettings withStageTimeout(Duration limit) {
    return new PipelineSettings(hooks, buses, hookTimeout, limit, failFast, inline);
  }

  PipelineSettings withoutFailFast() {
    return new PipelineSettings(hooks, buses, hookTimeout, stageTimeout, false, inline);
  }

  PipelineSettings withInline() {
    return new PipelineSettings(hooks, buses, hookTimeout, stageTimeout, failFast, true);
  }
}
