package dev.penstock.api.runs;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Effective;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.Paths;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges what a request asks of a version of its pipeline, and makes of it what the run goes by.
 * Takes its time, so it works outside of transactions. Thread-safe.
 */
final class RunOrders {
  private final DefinitionValidator validator;
  private final DefinitionParser parser = new DefinitionParser();

  RunOrders(DefinitionValidator validator) {
    this.validator = validator;
  }

  /**
   * A request that fits.
   *
   * @param version of the pipeline that it fits
   * @param definition that the run goes by
   * @param effective the same as text, and the values of its parameters
   */
  record Fit(PipelineVersion version, PipelineDefinition definition, Effective effective) {
    /** The text that is kept with the run: only where it is not the version's. */
    Optional<String> text() {
      return effective.differs() ? Optional.of(effective.text()) : Optional.empty();
    }

    /** Whether it fits this version too: the same one. */
    boolean fits(PipelineVersion now) {
      return now.id().equals(version.id()) && now.version() == version.version();
    }

    RunOrder order(RunRequest request, RunTrigger trigger, List<StreamOutputs> streams) {
      return new RunOrder(
          effective.parameters(),
          request.wish().overrides(),
          request.wish().environment().orElse(null),
          streams.stream().map(StreamOutputs::stream).toList(),
          request.limit(),
          trigger);
    }
  }

  /**
   * Judges a request.
   *
   * @throws Refusal with everything that is wrong with it
   */
  Fit judge(PipelineVersion version, RunRequest request) {
    List<Problem> problems = new ArrayList<>(request.problems());
    Effective effective = null;
    try {
      effective = Effective.of(version.definition(), request.wish());
    } catch (PermanentException e) {
      problems.addAll(e.problems());
    }
    PipelineDefinition definition = parser.parse(version.definition());
    if (effective != null && effective.differs() && problems.isEmpty()) {
      try {
        definition = validator.validate(effective.text());
      } catch (PermanentException e) {
        problems.addAll(e.problems());
      }
    }
    Set<String> streams = definition.streams().keySet();
    for (int i = 0; i < request.streams().size(); i++) {
      if (!streams.contains(request.streams().get(i))) {
        problems.add(unknown(i, request.streams().get(i), streams));
      }
    }
    RecordLimit.check("limit", request.kind(), request.limit()).ifPresent(problems::add);
    if (!problems.isEmpty() || effective == null) {
      throw new Refusal(
          request.problems().isEmpty() ? Refusal.Kind.INVALID : Refusal.Kind.BAD_REQUEST, problems);
    }
    return new Fit(version, definition, effective);
  }

  private static Problem unknown(int number, String name, Set<String> streams) {
    return new Problem(
        "unknown-stream",
        "streams[" + number + "]",
        "The pipeline has no stream `" + Paths.shown(name) + "`.",
        NearMiss.advice(name, streams, "The streams"));
  }
}
