package dev.penstock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.definition.StepDefinition.Crop;
import dev.penstock.definition.StepDefinition.Fit;
import dev.penstock.definition.StepDefinition.Image;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.definition.StepDefinition.Size;
import dev.penstock.step.RejectedException;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageStepTest {
  private static final StepContext CONTEXT = StepContext.of(Map.of());
  private static final Map<String, String> FACTS =
      Map.of("width", "w", "height", "h", "format", "f");
  private static final int RED = 0xffff0000;
  private static final int GREEN = 0xff00ff00;
  private static final int BLUE = 0xff0000ff;
  private static final int WHITE = 0xffffffff;

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void readsTheFormatsAndTellsTheirFacts(String format) {
    byte[] bytes = Samples.encode(Samples.quarters(60, 40), format);

    Map<String, ?> values = values(new Change().facts(), bytes);

    assertThat(values).isEqualTo(Map.of("w", 60, "h", 40, "f", format));
  }

  @Test
  void nothingBecomesOfNull() {
    ImageStep step = step(new Change().facts());

    assertThat(step.apply(record(null), CONTEXT)).isEqualTo(StepResult.values(Map.of()));
  }

  @Test
  void cropsToThePixelsThatWereAskedFor() {
    BufferedImage random = random(50, 30, 7);

    BufferedImage cropped =
        changed(new Change().crop(10, 5, 20, 15), Samples.encode(random, "png"));

    assertThat(cropped.getWidth()).isEqualTo(20);
    assertThat(cropped.getHeight()).isEqualTo(15);
    for (int y = 0; y < 15; y++) {
      for (int x = 0; x < 20; x++) {
        assertThat(cropped.getRGB(x, y)).isEqualTo(random.getRGB(x + 10, y + 5));
      }
    }
  }

  @Test
  void aCropThatReachesOutIsAReject() {
    RejectedException e =
        rejected(new Change().crop(50, 0, 11, 10), Samples.encode(Samples.quarters(60, 40), "png"));

    assertThat(e)
        .hasMessage(
            "The crop of 11 x 10 at (50, 0) reaches out of the picture, which has 60 x 40 pixels.");
  }

  @ParameterizedTest
  @CsvSource({
    "CONTAIN, 100, 100, 100, 50",
    "CONTAIN, 30, 1000, 30, 15",
    "CONTAIN, 800, 800, 800, 400",
    "CONTAIN, 1, 1, 1, 1",
    "COVER, 50, 50, 50, 50",
    "COVER, 33, 91, 33, 91",
    "STRETCH, 77, 13, 77, 13",
    "STRETCH, 500, 7, 500, 7",
  })
  void bringsAPictureToItsSize(Fit fit, int width, int height, int w, int h) {
    BufferedImage small =
        changed(
            new Change().resize(width, height, fit),
            Samples.encode(Samples.quarters(400, 200), "png"));

    assertThat(small.getWidth()).isEqualTo(w);
    assertThat(small.getHeight()).isEqualTo(h);
    if (w > 4 && h > 4) {
      assertThat(small.getRGB(0, 0)).isEqualTo(RED);
      assertThat(small.getRGB(w - 1, 0)).isEqualTo(GREEN);
      assertThat(small.getRGB(0, h - 1)).isEqualTo(BLUE);
      assertThat(small.getRGB(w - 1, h - 1)).isEqualTo(WHITE);
    }
  }

  @Test
  void everyPixelHasItsPartInASmallerPicture() {
    BufferedImage noise = random(256, 256, 11);

    BufferedImage small =
        changed(new Change().resize(4, 4, Fit.STRETCH), Samples.encode(noise, "png"));

    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        long sum = 0;
        for (int dy = 0; dy < 64; dy++) {
          for (int dx = 0; dx < 64; dx++) {
            sum += noise.getRGB(64 * x + dx, 64 * y + dy) >> 8 & 0xff;
          }
        }
        assertThat((small.getRGB(x, y) >> 8 & 0xff) - sum / 4_096.0).isBetween(-4.0, 4.0);
      }
    }
  }

  @Test
  void transparencyIsKeptInPngAndBecomesWhiteInJpeg() {
    BufferedImage clear = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, RED);
    byte[] bytes = Samples.encode(clear, "png");

    assertThat(changed(new Change().resize(20, 20, Fit.STRETCH), bytes).getRGB(15, 15)).isZero();
    assertThat(
            changed(new Change().resize(20, 20, Fit.STRETCH).encode(ImageFormat.JPEG), bytes)
                .getRGB(15, 15))
        .isEqualTo(WHITE);
  }

  @Test
  void grayIsTheBrightnessOfTheColours() {
    BufferedImage gray =
        changed(new Change().grayscale(), Samples.encode(Samples.quarters(4, 4), "png"));

    assertThat(gray.getColorModel().getNumColorComponents()).isEqualTo(1);
    assertThat(gray.getRaster().getSample(0, 0, 0)).isEqualTo(76);
    assertThat(gray.getRaster().getSample(3, 0, 0)).isEqualTo(150);
    assertThat(gray.getRaster().getSample(0, 3, 0)).isEqualTo(29);
    assertThat(gray.getRaster().getSample(3, 3, 0)).isEqualTo(255);
  }

  /** Java2D would make some of them brighter. */
  @ParameterizedTest
  @CsvSource({"8, false", "16, false", "8, true", "16, true"})
  void levelsOfGrayStayWhatTheyAre(int bits, boolean alpha) {
    byte[] bytes = Samples.encode(Samples.gray(bits, alpha, 128), "png");

    assertThat(
            changed(new Change().resize(4, 4, Fit.STRETCH), bytes).getRaster().getSample(2, 2, 0))
        .isEqualTo(128);
    assertThat(changed(new Change().grayscale(), bytes).getRaster().getSample(2, 2, 0))
        .isEqualTo(128);
  }

  @Test
  void normalisingUsesTheWholeRangeOfEachChannel() {
    BufferedImage dull = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    dull.setRGB(0, 0, 0x643205);
    dull.setRGB(1, 0, 0x966405);
    dull.setRGB(2, 0, 0xc89605);

    BufferedImage bright = changed(new Change().normalise(), Samples.encode(dull, "png"));

    assertThat(bright.getRGB(0, 0)).isEqualTo(0xff000005);
    assertThat(bright.getRGB(1, 0)).isEqualTo(0xff808005);
    assertThat(bright.getRGB(2, 0)).isEqualTo(0xffffff05);
  }

  @ParameterizedTest
  @CsvSource({"png, PNG", "jpeg, JPEG", "gif, PNG", "bmp, PNG"})
  void whatIsChangedKeepsItsFormatOrBecomesPng(String from, PictureFormat to) {
    byte[] bytes = Samples.encode(Samples.quarters(8, 8), from);

    byte[] changed = bytes(values(new Change().grayscale(), bytes), "picture");

    assertThat(PictureFormat.of(changed)).contains(to);
  }

  @Test
  void theSamePictureGivesTheSameBytes() {
    byte[] bytes = Samples.encode(random(100, 80, 3), "png");
    for (ImageFormat format : ImageFormat.values()) {
      Change change = new Change().resize(33, 33, Fit.COVER).encode(format);

      assertThat(bytes(values(change, bytes), "picture"))
          .isEqualTo(bytes(values(change, bytes), "picture"));
    }
  }

  @Test
  void theResultGoesIntoAColumnOfItsOwn() {
    byte[] bytes = Samples.encode(Samples.quarters(8, 8), "png");

    assertThat(values(new Change().grayscale().as("gray"), bytes)).containsOnlyKeys("gray");
    assertThat(bytes(values(new Change().as("copy"), bytes), "copy")).isEqualTo(bytes);
    assertThat(step(new Change().as("copy").facts()).columns(CONTEXT))
        .isEqualTo(Map.of("copy", "binary", "w", "integer", "h", "integer", "f", "varchar"));
    assertThat(step(new Change().facts()).columns(CONTEXT)).doesNotContainKey("picture");
  }

  /** Where red, green, blue and white have to be for the picture to be seen as it was taken. */
  @ParameterizedTest
  @CsvSource({
    "1, 40, 20, RGBW", "2, 40, 20, GRWB", "3, 40, 20, WBGR", "4, 40, 20, BWRG",
    "5, 20, 40, RBGW", "6, 20, 40, BRWG", "7, 20, 40, WGBR", "8, 20, 40, GWRB",
  })
  void aPhotographIsTurnedAsItsCameraSays(int orientation, int width, int height, String corners) {
    byte[] jpeg = Samples.encode(Samples.quarters(40, 20), "jpeg");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] oriented = Samples.oriented(jpeg, orientation, order);

      assertThat(values(new Change().facts(), oriented))
          .isEqualTo(Map.of("w", width, "h", height, "f", "jpeg"));
      BufferedImage seen = changed(new Change().encode(ImageFormat.PNG), oriented);
      String found =
          ""
              + colour(seen.getRGB(2, 2))
              + colour(seen.getRGB(width - 3, 2))
              + colour(seen.getRGB(2, height - 3))
              + colour(seen.getRGB(width - 3, height - 3));
      assertThat(found).isEqualTo(corners);
    }
  }

  private static char colour(int rgb) {
    boolean red = (rgb >> 16 & 0xff) > 128;
    boolean green = (rgb >> 8 & 0xff) > 128;
    boolean blue = (rgb & 0xff) > 128;
    return red && green && blue ? 'W' : red ? 'R' : green ? 'G' : 'B';
  }

  @Test
  void aBombIsRefusedByItsHeader() {
    assertThat(rejected(new Change().facts(), Samples.promise(100_000, 100_000)))
        .hasMessage(
            "The picture has 100000 x 100000 = 10000000000 pixels; at most 50000000 are taken.");
    assertThat(rejected(new Change().facts(), Samples.promise(50_001, 1_000)).getMessage())
        .contains("at most 50000000");
  }

  @Test
  void aPictureThatNeedsMostOfTheMemoryIsRefused() {
    ImageStep step =
        new ImageStep(new Change().facts().make(), "picture", new PictureLimits(1_000_000, 4_000));

    RejectedException e =
        catchThrowableOfType(
            RejectedException.class,
            () -> step.apply(record(Samples.encode(Samples.quarters(40, 40), "png")), CONTEXT));

    assertThat(e.getMessage()).contains("40 x 40 = 1600 pixels").contains("half of the memory");
  }

  @Test
  void aPictureInsideOfAnotherIsNotRead() {
    assertThat(rejected(new Change().facts(), Samples.bmpAround(Samples.promise(9_000, 9_000))))
        .hasMessageContaining("compressed in a way that is not read: 5");
  }

  @Test
  void whatInflatesBesideThePictureIsNotLookedAt() {
    assertThat(values(new Change().facts(), Samples.textBomb(1_000)))
        .isEqualTo(Map.of("w", 1, "h", 1, "f", "png"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void aTornPictureIsARejectAndTrailingBytesAreNoMatter(String format) {
    byte[] whole = Samples.encode(random(64, 64, 5), format);
    for (int length : new int[] {1, 4, 20, whole.length / 2, whole.length * 9 / 10}) {
      assertThat(rejected(new Change().facts(), Arrays.copyOf(whole, length)))
          .as(format + " of " + length + " bytes")
          .isNotNull();
    }
    assertThat(values(new Change().facts(), Arrays.copyOf(whole, whole.length + 10_000)))
        .matches(values -> Integer.valueOf(64).equals(values.get("w")));
  }

  @Test
  void whatIsNoPictureIsAReject() {
    for (byte[] bytes :
        new byte[][] {{}, {'B'}, "%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII)}) {
      assertThat(rejected(new Change().facts(), bytes))
          .hasMessage("The bytes are no picture in PNG, JPEG, GIF or BMP.");
    }
  }

  @Test
  void brokenBytesAreRejectsAndNothingElse() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("ImageStepTest seed " + seed);
    Random random = new Random(seed);
    for (String format : new String[] {"png", "jpeg", "gif", "bmp"}) {
      byte[] whole = Samples.encode(random(32, 32, 9), format);
      for (int round = 0; round < 200; round++) {
        byte[] broken = whole.clone();
        for (int i = 0; i <= random.nextInt(8); i++) {
          int at = random.nextBoolean() ? random.nextInt(64) : random.nextInt(broken.length);
          broken[at] = (byte) random.nextInt(256);
        }
        try {
          step(new Change().facts()).apply(record(broken), CONTEXT);
        } catch (RejectedException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static BufferedImage random(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private static BufferedImage changed(Change change, byte[] bytes) {
    return Samples.decode(bytes(values(change, bytes), "picture"));
  }

  private static byte[] bytes(Map<String, ?> values, String column) {
    assertThat(values.get(column)).isInstanceOf(byte[].class);
    return (byte[]) Objects.requireNonNull(values.get(column));
  }

  private static Map<String, ?> values(Change change, byte[] bytes) {
    return ((StepResult.Values) step(change).apply(record(bytes), CONTEXT)).values();
  }

  private static RejectedException rejected(Change change, byte[] bytes) {
    return catchThrowableOfType(
        RejectedException.class, () -> step(change).apply(record(bytes), CONTEXT));
  }

  private static ImageStep step(Change change) {
    return new ImageStep(change.make(), "picture");
  }

  private static StepRecord record(byte @Nullable [] bytes) {
    return StepRecord.of(Collections.singletonMap("picture", bytes));
  }

  /** Builds definitions. */
  private static final class Change {
    private String as = "";
    private Optional<Crop> crop = Optional.empty();
    private Optional<Size> size = Optional.empty();
    private boolean gray;
    private boolean normal;
    private Optional<ImageFormat> encode = Optional.empty();
    private Map<String, String> facts = Map.of();

    Change as(String column) {
      as = column;
      return this;
    }

    Change crop(int x, int y, int width, int height) {
      crop = Optional.of(new Crop(x, y, width, height));
      return this;
    }

    Change resize(int width, int height, Fit fit) {
      size = Optional.of(new Size(width, height, fit));
      return this;
    }

    Change grayscale() {
      gray = true;
      return this;
    }

    Change normalise() {
      normal = true;
      return this;
    }

    Change encode(ImageFormat format) {
      encode = Optional.of(format);
      return this;
    }

    Change facts() {
      facts = FACTS;
      return this;
    }

    Image make() {
      return new Image("picture", as, crop, size, gray, normal, encode, facts);
    }
  }
}
