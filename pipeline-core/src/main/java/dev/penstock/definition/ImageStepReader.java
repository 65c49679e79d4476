package dev.penstock.definition;

/** Reads a {@code image} step. */
final class ImageStepReader {
  private ImageStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    throw new UnsupportedOperationException("image " + spot.path() + reading.problems());
  }
}
