package dev.penstock.api.pipelines;

import dev.penstock.definition.PipelineDefinition;

/** Validates a definition whole, against the connections that this installation has. */
@FunctionalInterface
public interface DefinitionValidator {
  /**
   * Reads and checks a definition.
   *
   * @throws dev.penstock.error.PermanentException with all mistakes, each with its path
   */
  PipelineDefinition validate(String text);
}
