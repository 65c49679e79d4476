package dev.penstock.messaging;

import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parsed definitions of the runs at hand, a bounded number of them. Thread-safe. */
public final class Definitions {
  private static final int KEPT = 64;

  private final DefinitionParser parser = new DefinitionParser();
  private final Map<String, PipelineDefinition> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PipelineDefinition> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * The definition that the run goes by.
   *
   * @throws dev.penstock.error.PermanentException where it cannot be read, which the API prevents
   */
  public synchronized PipelineDefinition of(RunMessage run) {
    // By the whole text: runs of one version may go by different ones.
    return parsed.computeIfAbsent(run.definition(), parser::parse);
  }
}
