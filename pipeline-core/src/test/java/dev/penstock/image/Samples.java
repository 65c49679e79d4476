package dev.penstock.image;

import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Pictures made for tests, sound and hostile ones. */
final class Samples {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private Samples() {}

  /** A quarter each: red, green, blue, white. */
  static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean left = x < width / 2;
        Color colour =
            y < height / 2 ? left ? Color.RED : Color.GREEN : left ? Color.BLUE : Color.WHITE;
        image.setRGB(x, y, colour.getRGB());
      }
    }
    return image;
  }

  /** 8 x 8 pixels of one level, given in 8 bits. */
  static BufferedImage gray(int bits, boolean alpha, int level) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(8, 8);
    int wide = bits == 8 ? 1 : 257;
    for (int i = 0; i < 64; i++) {
      raster.setSample(i % 8, i / 8, 0, level * wide);
      if (alpha) {
        raster.setSample(i % 8, i / 8, 1, 255 * wide);
      }
    }
    return new BufferedImage(model, raster, false, null);
  }

  static byte[] encode(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer of " + format);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BufferedImage decode(byte[] bytes) {
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG whose header promises so many pixels and which has none. */
  static byte[] promise(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    return join(
        SIGNATURE, chunk("IHDR", header), chunk("IDAT", deflated(new byte[100])), chunk("IEND"));
  }

  /** A PNG with a palette, and a text that is small until it is inflated. */
  static byte[] textBomb(int megabytes) {
    byte[] header =
        ByteBuffer.allocate(13).putInt(1).putInt(1).put(new byte[] {8, 3, 0, 0, 0}).array();
    return join(
        SIGNATURE,
        chunk("IHDR", header),
        chunk("PLTE", (byte) 1, (byte) 2, (byte) 3),
        chunk(
            "zTXt",
            join(
                "bomb\0\0".getBytes(StandardCharsets.US_ASCII),
                deflated(new byte[1 << 20], megabytes))),
        chunk("IDAT", deflated(new byte[2])),
        chunk("IEND"));
  }

  /** A BMP of 4 x 4 pixels that says that its pixels are a PNG. */
  static byte[] bmpAround(byte[] png) {
    return ByteBuffer.allocate(54 + png.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'B')
        .put((byte) 'M')
        .putInt(54 + png.length)
        .putInt(0)
        .putInt(54)
        .putInt(40)
        .putInt(4)
        .putInt(4)
        .putShort((short) 1)
        .putShort((short) 0)
        .putInt(5)
        .putInt(png.length)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .put(png)
        .array();
  }

  /** A JPEG with the tag of orientation in front of what it has. */
  static byte[] oriented(byte[] jpeg, int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
    tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    byte[] exif = join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff.array());
    byte[] marker =
        ByteBuffer.allocate(4).putShort((short) 0xffe1).putShort((short) (exif.length + 2)).array();
    return join(Arrays.copyOf(jpeg, 2), marker, exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] chunk(String type, byte... data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    return ByteBuffer.allocate(data.length + 12)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) sum.getValue())
        .array();
  }

  private static byte[] deflated(byte... bytes) {
    return deflated(bytes, 1);
  }

  private static byte[] deflated(byte[] block, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(all)) {
      for (int i = 0; i < times; i++) {
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
