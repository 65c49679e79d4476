package dev.penstock.api.schedule;

import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.PermanentException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads schedules from the current versions of pipelines. What one beat leaves out the next one
 * does: nothing need be told of a new version. Works in the caller's transaction. Thread-safe.
 */
final class ScheduleReading {
  private static final Logger LOG = Logger.getLogger(ScheduleReading.class);

  private final ScheduleStore store;
  private final PipelineStore pipelines;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  ScheduleReading(ScheduleStore store, PipelineStore pipelines, Clock clock) {
    this.store = store;
    this.pipelines = pipelines;
    this.clock = clock;
  }

  /** Reads the schedule of a pipeline whose version is new, or puts it away with the pipeline. */
  void read(ScheduleStore.Unread pipeline) {
    if (store.lock(pipeline.pipelineId()).isEmpty()) {
      store.add(ScheduleState.unread(pipeline.pipelineId(), pipeline.pipeline(), clock.instant()));
    }
    ScheduleState before = store.lock(pipeline.pipelineId()).orElseThrow();
    Optional<PipelineVersion> version = pipelines.current(pipeline.pipeline());
    if (version.isEmpty()) {
      store.save(before.inactive());
      store.keepNewest(before.pipelineId(), 0);
      return;
    }
    Optional<ScheduleDefinition> schedule = readable(version.get());
    ScheduleState now =
        before.read(version.get().version(), schedule, version.get().createdAt(), clock.instant());
    if (!now.active() || !now.looked()) {
      store.forgetFiles(
          now.pipelineId(),
          store.files(now.pipelineId()).keySet().stream().map(SeenFile::path).toList());
    }
    if (!now.active()) {
      store.keepNewest(now.pipelineId(), 0);
    }
    store.save(now);
  }

  /** A version that an earlier Penstock took and this one does not read has no schedule. */
  private Optional<ScheduleDefinition> readable(PipelineVersion version) {
    try {
      return definition(version);
    } catch (PermanentException e) {
      LOG.warnf(
          "a schedule is not read pipeline=%s version=%d: %s",
          version.name(), version.version(), e.getMessage());
      return Optional.empty();
    }
  }

  /** The schedule as its state knows it. */
  Optional<ScheduleDefinition> definition(ScheduleState state) {
    return pipelines.version(state.pipeline(), state.version()).flatMap(this::definition);
  }

  Optional<ScheduleDefinition> definition(PipelineVersion version) {
    return parser.parse(version.definition()).operation().schedule();
  }

  List<ScheduleStore.Unread> unread(int limit) {
    return store.unread(limit);
  }
}
