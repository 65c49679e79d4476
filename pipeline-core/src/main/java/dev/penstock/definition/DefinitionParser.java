package dev.penstock.definition;

/**
 * Reads a pipeline from YAML or JSON and validates it whole.
 *
 * <p>Thread-safe.
 */
public final class DefinitionParser {
  /** The largest definition, in characters. */
  public static final int MAX_LENGTH = 262_144;

  /**
   * Reads and checks everything that can be known without connections: form, names, references.
   *
   * @throws dev.penstock.error.PermanentException with all mistakes, each with its path
   */
  public PipelineDefinition parse(String text) {
    throw new UnsupportedOperationException();
  }
}
