package dev.penstock.image;

import dev.penstock.step.RejectedException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A decoded picture, turned as its camera says. Of an animation it is the first frame.
 *
 * @param format what it was decoded from
 */
record Picture(BufferedImage pixels, PictureFormat format) {
  private static final String RULE = "picture can be decoded";

  /** Compressions from here on put another format's file into a BMP. */
  private static final int BMP_FOREIGN = 4;

  /**
   * Decodes bytes. Their header is held against the limits before there is memory for pixels.
   *
   * @throws RejectedException where they are no whole picture of a format that is read, or it is
   *     too large
   */
  static Picture decode(byte[] bytes, PictureLimits limits) {
    PictureFormat format =
        PictureFormat.of(bytes)
            .orElseThrow(
                () ->
                    new RejectedException(
                        RULE, "The bytes are no picture in PNG, JPEG, GIF or BMP."));
    byte[] picture =
        switch (format) {
          case PNG -> PngChunks.picture(bytes);
          case BMP -> checkedBmp(bytes);
          case JPEG, GIF -> bytes;
        };
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.word()).next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      check(reader, limits);
      BufferedImage pixels = reader.read(0);
      for (String warning : warnings) {
        if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
          throw new RejectedException("picture is whole", "The picture ends before its last line.");
        }
      }
      int orientation = format == PictureFormat.JPEG ? Orientation.of(bytes) : Orientation.UPRIGHT;
      return new Picture(Canvas.turned(pixels, orientation), format);
    } catch (RejectedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new RejectedException(
          RULE, "The " + format + " cannot be decoded: " + String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static void check(ImageReader reader, PictureLimits limits) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width <= 0 || height <= 0) {
      throw new RejectedException(RULE, "The picture has no pixels.");
    }
    if (width * height > limits.pixels()) {
      throw tooLarge(width, height, "at most %d are taken".formatted(limits.pixels()));
    }
    if (width * height * bytesAPixel(reader) > limits.decodedBytes()) {
      throw tooLarge(
          width,
          height,
          "decoded it would need more than %d MiB, half of the memory that there is"
              .formatted(limits.decodedBytes() >> 20));
    }
  }

  private static RejectedException tooLarge(long width, long height, String limit) {
    return new RejectedException(
        "picture is small enough",
        "The picture has %d x %d = %d pixels; %s.".formatted(width, height, width * height, limit));
  }

  private static int bytesAPixel(ImageReader reader) throws IOException {
    @Nullable ImageTypeSpecifier raw = reader.getRawImageType(0);
    int bits = raw == null ? 0 : raw.getColorModel().getPixelSize();
    return Math.max(Integer.BYTES, (bits + 7) / 8);
  }

  private static byte[] checkedBmp(byte[] bytes) {
    if (bytes.length >= 34) {
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      boolean old = header.getInt(14) < 40;
      int compression = old ? 0 : header.getInt(30);
      if (compression >= BMP_FOREIGN || compression < 0) {
        throw new RejectedException(
            RULE, "The BMP is compressed in a way that is not read: " + compression + ".");
      }
    }
    return bytes;
  }
}
