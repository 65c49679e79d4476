package dev.penstock.definition;

/** Reads a {@code aggregate} step. */
final class AggregateStepReader {
  private AggregateStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("aggregate " + spot.path() + reading.problems());
  }
}
