package dev.penstock.definition;

import dev.penstock.error.Problem;
import java.util.function.Consumer;

/**
 * What is known of the world in which a pipeline is to run, and can find mistakes that the text
 * alone does not show. Thread-safe.
 */
public interface Surroundings {
  /** Nothing is known, so nothing is checked. */
  Surroundings UNKNOWN =
      new Surroundings() {
        @Override
        public void source(SourceDefinition source, String path, Consumer<Problem> problems) {}

        @Override
        public void destination(String connection, String path, Consumer<Problem> problems) {}
      };

  /**
   * Checks connection, format and options of a source or look-up.
   *
   * @param source its connection or format is empty where it was wrong already
   * @param path path of the source in the definition
   */
  void source(SourceDefinition source, String path, Consumer<Problem> problems);

  /**
   * Checks a connection that an output names.
   *
   * @param path path of the connection's name in the definition
   */
  void destination(String connection, String path, Consumer<Problem> problems);

  /**
   * Checks the name of a notifier.
   *
   * @param path path of the name in the definition
   */
  default void notifier(String name, String path, Consumer<Problem> problems) {}

  /**
   * Checks what the pipeline as a whole asks of its destination. Parts of it may be empty, where
   * they were wrong already.
   */
  default void pipeline(PipelineDefinition pipeline, Consumer<Problem> problems) {}
}
