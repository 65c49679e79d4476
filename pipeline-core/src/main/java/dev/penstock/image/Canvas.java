package dev.penstock.image;

import dev.penstock.definition.StepDefinition.Crop;
import dev.penstock.definition.StepDefinition.Size;
import dev.penstock.step.RejectedException;
import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.WritableRaster;
import java.util.Set;

/**
 * What can be done to pixels of 8 bits a channel, in RGB or gray. May change or give back the
 * picture that it is given.
 */
final class Canvas {
  private static final Set<Integer> PLAIN =
      Set.of(
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_4BYTE_ABGR);

  private Canvas() {}

  /** The picture in plain channels, turned and mirrored upright. */
  static BufferedImage turned(BufferedImage from, int orientation) {
    if (grayWithAlpha(from)) {
      return spread(from); // only PNG has it, which knows no orientation
    }
    if (orientation == Orientation.UPRIGHT && PLAIN.contains(from.getType())) {
      return from;
    }
    boolean swaps = Orientation.swaps(orientation);
    int width = swaps ? from.getHeight() : from.getWidth();
    int height = swaps ? from.getWidth() : from.getHeight();
    AffineTransform way = Orientation.upright(orientation, from.getWidth(), from.getHeight());
    return drawn(from, width, height, way, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
  }

  private static boolean grayWithAlpha(BufferedImage picture) {
    ColorModel model = picture.getColorModel();
    return model instanceof ComponentColorModel
        && model.hasAlpha()
        && model.getNumColorComponents() == 1;
  }

  /** By hand: Java2D takes such levels for linear light and would make them brighter. */
  private static BufferedImage spread(BufferedImage from) {
    int width = from.getWidth();
    int shift = from.getColorModel().getComponentSize(0) - 8;
    BufferedImage to = new BufferedImage(width, from.getHeight(), BufferedImage.TYPE_INT_ARGB);
    int[] levels = new int[width];
    int[] alphas = new int[width];
    for (int row = 0; row < from.getHeight(); row++) {
      from.getRaster().getSamples(0, row, width, 1, 0, levels);
      from.getRaster().getSamples(0, row, width, 1, 1, alphas);
      for (int i = 0; i < width; i++) {
        levels[i] = (alphas[i] >> shift) << 24 | (levels[i] >> shift) * 0x010101;
      }
      to.setRGB(0, row, width, 1, levels, 0, width);
    }
    return to;
  }

  static BufferedImage cropped(BufferedImage from, Crop crop) {
    if ((long) crop.x() + crop.width() > from.getWidth()
        || (long) crop.y() + crop.height() > from.getHeight()) {
      throw new RejectedException(
          "crop is inside the picture",
          "The crop of %d x %d at (%d, %d) reaches out of the picture, which has %d x %d pixels."
              .formatted(
                  crop.width(),
                  crop.height(),
                  crop.x(),
                  crop.y(),
                  from.getWidth(),
                  from.getHeight()));
    }
    return copy(from, crop.x(), crop.y(), crop.width(), crop.height());
  }

  static BufferedImage resized(BufferedImage from, Size size) {
    double across = (double) size.width() / from.getWidth();
    double down = (double) size.height() / from.getHeight();
    return switch (size.fit()) {
      case STRETCH -> scaled(from, size.width(), size.height());
      case CONTAIN -> {
        double scale = Math.min(across, down);
        int width = (int) Math.clamp(Math.round(from.getWidth() * scale), 1, size.width());
        int height = (int) Math.clamp(Math.round(from.getHeight() * scale), 1, size.height());
        yield scaled(from, width, height);
      }
      case COVER -> {
        double scale = Math.max(across, down);
        int width = (int) Math.clamp(Math.round(size.width() / scale), 1, from.getWidth());
        int height = (int) Math.clamp(Math.round(size.height() / scale), 1, from.getHeight());
        int x = (from.getWidth() - width) / 2;
        int y = (from.getHeight() - height) / 2;
        yield scaled(copy(from, x, y, width, height), size.width(), size.height());
      }
    };
  }

  /** Halves it as often as it can, so that every pixel has its part, and then meets the size. */
  private static BufferedImage scaled(BufferedImage from, int width, int height) {
    BufferedImage picture = from;
    while (picture.getWidth() >= 2 * width || picture.getHeight() >= 2 * height) {
      picture =
          stretched(
              picture,
              Math.max(width, halfIfTwice(picture.getWidth(), width)),
              Math.max(height, halfIfTwice(picture.getHeight(), height)),
              RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }
    return picture.getWidth() == width && picture.getHeight() == height
        ? picture
        : stretched(picture, width, height, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
  }

  private static int halfIfTwice(int now, int wanted) {
    return now >= 2 * wanted ? (now + 1) / 2 : now;
  }

  private static BufferedImage stretched(BufferedImage from, int width, int height, Object how) {
    AffineTransform way =
        AffineTransform.getScaleInstance(
            (double) width / from.getWidth(), (double) height / from.getHeight());
    return drawn(from, width, height, way, how);
  }

  private static BufferedImage drawn(
      BufferedImage from, int width, int height, AffineTransform way, Object how) {
    boolean alpha = from.getColorModel().hasAlpha();
    BufferedImage to =
        new BufferedImage(
            width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = to.createGraphics();
    try {
      graphics.setComposite(AlphaComposite.Src);
      graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, how);
      graphics.drawImage(from, way, null);
    } finally {
      graphics.dispose();
    }
    return to;
  }

  private static BufferedImage copy(BufferedImage from, int x, int y, int width, int height) {
    if (width == from.getWidth() && height == from.getHeight()) {
      return from;
    }
    BufferedImage to = new BufferedImage(width, height, from.getType());
    int[] line = new int[width];
    for (int row = 0; row < height; row++) {
      from.getRGB(x, y + row, width, 1, line, 0, width);
      to.setRGB(0, row, width, 1, line, 0, width);
    }
    return to;
  }

  /** Brightness by ITU-R BT.601, in whole numbers, as Pillow's {@code L} has it. */
  static BufferedImage gray(BufferedImage from) {
    boolean alpha = from.getColorModel().hasAlpha();
    int width = from.getWidth();
    BufferedImage to =
        new BufferedImage(
            width,
            from.getHeight(),
            alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = to.getRaster();
    int[] line = new int[width];
    for (int row = 0; row < from.getHeight(); row++) {
      from.getRGB(0, row, width, 1, line, 0, width);
      for (int i = 0; i < width; i++) {
        int level =
            (channel(line[i], 16) * 19_595
                    + channel(line[i], 8) * 38_470
                    + channel(line[i], 0) * 7_471
                    + 0x8000)
                >> 16;
        line[i] = alpha ? line[i] & 0xff000000 | level * 0x010101 : level;
      }
      if (alpha) {
        to.setRGB(0, row, width, 1, line, 0, width);
      } else {
        raster.setPixels(0, row, width, 1, line);
      }
    }
    return to;
  }

  /** Stretches each channel so that its darkest pixel is 0 and its brightest 255. */
  static BufferedImage normalised(BufferedImage picture) {
    WritableRaster raster = picture.getRaster();
    int[] line = new int[picture.getWidth()];
    int colours = picture.getColorModel().getNumColorComponents();
    for (int band = 0; band < colours; band++) {
      int low = 255;
      int high = 0;
      for (int row = 0; row < picture.getHeight(); row++) {
        for (int value : raster.getSamples(0, row, line.length, 1, band, line)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      if (low == high || low == 0 && high == 255) {
        continue;
      }
      for (int row = 0; row < picture.getHeight(); row++) {
        raster.getSamples(0, row, line.length, 1, band, line);
        for (int i = 0; i < line.length; i++) {
          line[i] = ((line[i] - low) * 255 + (high - low) / 2) / (high - low);
        }
        raster.setSamples(0, row, line.length, 1, band, line);
      }
    }
    return picture;
  }

  private static int channel(int argb, int shift) {
    return argb >> shift & 0xff;
  }
}
