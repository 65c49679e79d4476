package dev.penstock.image;

import dev.penstock.definition.StepDefinition.Image;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.step.RecordStep;
import dev.penstock.step.RejectedException;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the picture of a record and does with it what the definition says. Stateless. */
public final class ImageStep implements RecordStep {
  private final Image definition;
  private final String column;
  private final PictureLimits limits;

  /**
   * @param column that holds the pictures, as its name is spelled
   */
  public ImageStep(Image definition, String column) {
    this(definition, column, PictureLimits.ofThisJvm());
  }

  ImageStep(Image definition, String column, PictureLimits limits) {
    this.definition = definition;
    this.column = column;
    this.limits = limits;
  }

  @Override
  public Map<String, String> columns(StepContext context) {
    Map<String, String> columns = new LinkedHashMap<>();
    if (changes() || !definition.as().isEmpty()) {
      columns.put(target(), "binary");
    }
    definition
        .facts()
        .forEach((fact, name) -> columns.put(name, fact.equals("format") ? "varchar" : "integer"));
    return columns;
  }

  @Override
  public StepResult apply(StepRecord record, StepContext context) {
    if (!(record.get(column) instanceof byte[] bytes)) {
      return StepResult.values(Map.of());
    }
    try {
      return StepResult.values(made(bytes));
    } catch (OutOfMemoryError e) {
      throw new RejectedException(
          "picture is small enough", "The picture needs more memory than there is at the moment.");
    }
  }

  private Map<String, @Nullable Object> made(byte[] bytes) {
    Picture picture = Picture.decode(bytes, limits);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    definition
        .facts()
        .forEach(
            (fact, name) ->
                values.put(
                    name,
                    switch (fact) {
                      case "width" -> picture.pixels().getWidth();
                      case "height" -> picture.pixels().getHeight();
                      default -> picture.format().word();
                    }));
    if (changes()) {
      values.put(target(), PictureWriter.encode(changed(picture.pixels()), format(picture)));
    } else if (!definition.as().isEmpty()) {
      values.put(target(), bytes);
    }
    return values;
  }

  private BufferedImage changed(BufferedImage from) {
    BufferedImage picture = from;
    if (definition.crop().isPresent()) {
      picture = Canvas.cropped(picture, definition.crop().get());
    }
    if (definition.resize().isPresent()) {
      picture = Canvas.resized(picture, definition.resize().get());
    }
    if (definition.grayscale()) {
      picture = Canvas.gray(picture);
    }
    if (definition.normalise()) {
      picture = Canvas.normalised(picture);
    }
    return picture;
  }

  private boolean changes() {
    return definition.crop().isPresent()
        || definition.resize().isPresent()
        || definition.grayscale()
        || definition.normalise()
        || definition.encode().isPresent();
  }

  private String target() {
    return definition.as().isEmpty() ? column : definition.as();
  }

  /** JPEG stays JPEG; what else came can be kept whole in PNG. */
  private ImageFormat format(Picture picture) {
    return definition
        .encode()
        .orElse(picture.format() == PictureFormat.JPEG ? ImageFormat.JPEG : ImageFormat.PNG);
  }
}
