package dev.penstock.definition;

/** Reads a {@code flatten} step. */
final class FlattenStepReader {
  private FlattenStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("flatten " + spot.path() + reading.problems());
  }
}
