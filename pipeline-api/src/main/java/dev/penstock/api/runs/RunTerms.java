package dev.penstock.api.runs;

import dev.penstock.api.dispatch.Terms;
import dev.penstock.definition.Concurrency;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.Settings;
import java.util.HashMap;
import java.util.Map;

/** What a run asks of the places. */
final class RunTerms {
  private RunTerms() {}

  /**
   * What it asks.
   *
   * @param definition that it goes by
   * @param runsPerPipeline the operator's limit
   */
  static Terms of(Run run, PipelineDefinition definition, int runsPerPipeline) {
    Settings settings = definition.operation().settings();
    int atOnce =
        definition.operation().concurrency() == Concurrency.ALLOW
            ? Math.min(settings.runs().orElse(runsPerPipeline), runsPerPipeline)
            : 1;
    Map<String, String> connections = new HashMap<>();
    for (String stream : run.order().streams()) {
      connections.put(stream, connection(run, definition, stream));
    }
    return new Terms(settings.parallelism(), atOnce, run.touchesSources(), connections);
  }

  /** A replay brings its records with it. */
  private static String connection(Run run, PipelineDefinition definition, String stream) {
    if (run.mode() == RunMode.REPLAY) {
      return "";
    }
    return switch (run.from()) {
      case SOURCE -> definition.stream(stream).source().connection();
      case BRONZE -> definition.destination();
      case SILVER -> "";
    };
  }
}
