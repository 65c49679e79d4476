package dev.penstock.api.hooks;

import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.Surroundings;
import dev.penstock.error.Problem;
import java.util.function.Consumer;

/** Surroundings in which notifiers are known too. Thread-safe. */
public record NotifierCheck(Surroundings others, Notifiers notifiers) implements Surroundings {
  @Override
  public void source(SourceDefinition source, String path, Consumer<Problem> problems) {
    others.source(source, path, problems);
  }

  @Override
  public void destination(String connection, String path, Consumer<Problem> problems) {
    others.destination(connection, path, problems);
  }

  @Override
  public void pipeline(PipelineDefinition pipeline, Consumer<Problem> problems) {
    others.pipeline(pipeline, problems);
  }

  @Override
  public void notifier(String name, String path, Consumer<Problem> problems) {
    if (notifiers.find(name).isEmpty()) {
      problems.accept(notifiers.unknown(name, path));
    }
  }
}
