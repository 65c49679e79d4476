package dev.penstock.definition;

/** Reads a {@code lookup} step. */
final class LookupStepReader {
  private LookupStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("lookup " + spot.path() + reading.problems());
  }
}
