package dev.penstock.definition;

/** Reads a {@code branch} step. */
final class BranchStepReader {
  private BranchStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("branch " + spot.path() + reading.problems());
  }
}
