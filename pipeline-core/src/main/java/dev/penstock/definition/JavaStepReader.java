package dev.penstock.definition;

/** Reads a {@code java} step. */
final class JavaStepReader {
  private JavaStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("java " + spot.path() + reading.problems());
  }
}
