package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Crop;
import dev.penstock.definition.StepDefinition.Fit;
import dev.penstock.definition.StepDefinition.Image;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.definition.StepDefinition.Size;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads an {@code image} step. */
final class ImageStepReader {
  private static final long MAX_PIXELS = 50_000_000;

  private ImageStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    Spot.Fields fields = spot.fields(Shape.IMAGE);
    String column = fields.text("column", "a text that names a column with pictures");
    Image image =
        new Image(
            column,
            fields.get("as").map(as -> newColumn(as, reading)).orElse(""),
            fields.get("crop").flatMap(ImageStepReader::crop),
            fields.get("resize").flatMap(size -> size(size, reading)),
            fields.get("grayscale").map(Spot::truth).orElse(false),
            fields.get("normalise").map(Spot::truth).orElse(false),
            fields
                .get("encode")
                .flatMap(encode -> reading.word(encode, ImageFormat.values(), "format")),
            fields.get("facts").map(facts -> facts(facts, reading)).orElse(Map.of()));
    fields.get("column").ifPresent(name -> reading.notReserved(column, name));
    boolean taken =
        image.facts().values().stream()
            .anyMatch(name -> name.equalsIgnoreCase(column) || name.equalsIgnoreCase(image.as()));
    if (taken) {
      spot.problem(
          "duplicate-column",
          "A fact has the name of the picture's column.",
          "Give each column a name of its own.");
    }
    return image;
  }

  private static Optional<Crop> crop(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.CROP);
    int x = number(fields, "x", 0);
    int y = number(fields, "y", 0);
    int width = number(fields, "width", 1);
    int height = number(fields, "height", 1);
    return Optional.of(new Crop(x, y, width, height));
  }

  private static Optional<Size> size(Spot spot, Reading reading) {
    Spot.Fields fields = spot.fields(Shape.RESIZE);
    int width = number(fields, "width", 1);
    int height = number(fields, "height", 1);
    if ((long) width * height > MAX_PIXELS) {
      spot.problem(
          "too-large", "makes more than " + MAX_PIXELS + " pixels.", "Choose a smaller size.");
    }
    Fit fit =
        fields
            .get("fit")
            .flatMap(word -> reading.word(word, Fit.values(), "fit"))
            .orElse(Fit.CONTAIN);
    return Optional.of(new Size(width, height, fit));
  }

  private static int number(Spot.Fields fields, String name, int min) {
    Optional<Spot> field = fields.get(name);
    if (field.isEmpty()) {
      return min;
    }
    long value = field.get().count().orElse(min);
    if (value < min || value > DefinitionLimits.PICTURE_SIDE) {
      field
          .get()
          .problem(
              "out-of-range",
              "must be from " + min + " to " + DefinitionLimits.PICTURE_SIDE + ", in pixels.",
              "");
      return min;
    }
    return (int) value;
  }

  private static Map<String, String> facts(Spot spot, Reading reading) {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, String> seen = new HashMap<>();
    spot.fields(Shape.FACTS)
        .entries()
        .forEach(
            (fact, name) -> {
              String column = newColumn(name, reading);
              if (!column.isEmpty()
                  && seen.putIfAbsent(column.toLowerCase(Locale.ROOT), fact) != null) {
                name.problem("duplicate-column", "names the same column as another fact.", "");
              }
              if (Shape.FACTS.names().contains(fact)) {
                facts.put(fact, column);
              }
            });
    return facts;
  }

  private static String newColumn(Spot spot, Reading reading) {
    String column = spot.text("a text with the name of the new column");
    if (!column.isEmpty()) {
      reading.newColumn(column, spot);
    }
    return column;
  }
}
