package dev.penstock.messaging;

import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parsed definitions of the runs at hand, a bounded number of them. Thread-safe. */
public final class Definitions {
  private static final int KEPT = 64;

  private record Version(String pipeline, int version, int textHash) {}

  private final DefinitionParser parser = new DefinitionParser();
  private final Map<Version, PipelineDefinition> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, PipelineDefinition> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * The definition of the run's pipeline version.
   *
   * @throws dev.penstock.error.PermanentException where it cannot be read, which the API prevents
   */
  public synchronized PipelineDefinition of(RunMessage run) {
    Version version = new Version(run.pipeline(), run.version(), run.definition().hashCode());
    return parsed.computeIfAbsent(version, key -> parser.parse(run.definition()));
  }
}
