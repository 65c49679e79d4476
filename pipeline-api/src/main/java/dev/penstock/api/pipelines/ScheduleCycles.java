package dev.penstock.api.pipelines;

import static dev.penstock.api.error.Refusal.Kind.INVALID;

import dev.penstock.api.error.Refusal;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pipelines that start after each other must come to an end. Thread-safe. */
final class ScheduleCycles {
  /** A chain that is longer goes into a circle without this pipeline, or is nobody's intention. */
  private static final int MAX_CHAIN = 100;

  private final PipelineStore store;
  private final DefinitionParser parser = new DefinitionParser();

  ScheduleCycles(PipelineStore store) {
    this.store = store;
  }

  /**
   * Looks along the pipelines that are known; works in the caller's transaction.
   *
   * @throws Refusal where the pipeline would follow itself
   */
  void check(PipelineDefinition pipeline) {
    List<String> chain = new ArrayList<>(List.of(pipeline.name()));
    Optional<String> before = follows(pipeline);
    while (before.isPresent() && chain.size() < MAX_CHAIN) {
      chain.add(before.get());
      if (before.get().equals(pipeline.name())) {
        throw new Refusal(
            INVALID,
            new Problem(
                "schedule-cycle",
                "schedule.after",
                "The pipelines would start each other for ever: "
                    + String.join(" after ", chain)
                    + ".",
                "Let one of them start in another way."));
      }
      before = store.current(before.get()).flatMap(this::follows);
    }
  }

  private Optional<String> follows(PipelineVersion version) {
    try {
      return follows(parser.parse(version.definition()));
    } catch (PermanentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> follows(PipelineDefinition pipeline) {
    return pipeline
        .operation()
        .schedule()
        .map(ScheduleDefinition::trigger)
        .filter(ScheduleDefinition.After.class::isInstance)
        .map(ScheduleDefinition.After.class::cast)
        .map(ScheduleDefinition.After::pipeline);
  }
}
