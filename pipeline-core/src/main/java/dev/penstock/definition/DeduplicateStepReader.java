package dev.penstock.definition;

/** Reads a {@code deduplicate} step. */
final class DeduplicateStepReader {
  private DeduplicateStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("deduplicate " + spot.path() + reading.problems());
  }
}
