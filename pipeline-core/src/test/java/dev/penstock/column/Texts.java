package dev.penstock.column;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random texts that are values of a type, or nearly so. */
final class Texts {
  private Texts() {}

  static String random(RandomGenerator random, String type) {
    String text =
        switch (type) {
          case "boolean" -> pick(random, "true", "FALSE", "t", "n", "0", "1", "Yes", "maybe", "");
          case "date" -> date(random);
          case "time" -> time(random);
          case "timestamp" -> date(random) + pick(random, " ", "T") + time(random);
          case "timestamptz" ->
              date(random)
                  + pick(random, " ", "T")
                  + time(random)
                  + pick(random, "Z", "+00", "+01:30", "-08:00", "+05:45", "");
          case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
          default -> number(random);
        };
    if (random.nextInt(10) == 0) {
      text = pick(random, " ", "  ") + text + pick(random, "", " ");
    }
    if (random.nextInt(12) == 0 && !text.isEmpty()) {
      int at = random.nextInt(text.length());
      text =
          text.substring(0, at)
              + pick(random, "", "x", "-", ".", "7", ":")
              + text.substring(at + 1);
    }
    return text;
  }

  /** As Java writes it: six digits or three or none behind the point. */
  static String padded(String text) {
    int point = text.indexOf('.');
    return point < 0 ? text : text.replaceAll("0+$", "");
  }

  static String javaNumber(String text) {
    return switch (text) {
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      case "nan" -> "NaN";
      default -> text;
    };
  }

  private static String number(RandomGenerator random) {
    StringBuilder text = new StringBuilder(pick(random, "", "", "", "-", "-", "+"));
    digits(random, text, random.nextInt(random.nextInt(5) == 0 ? 40 : 12));
    if (random.nextBoolean()) {
      text.append('.');
      digits(random, text, random.nextInt(random.nextInt(5) == 0 ? 20 : 4));
      text.append(pick(random, "", "0", "000"));
    }
    if (random.nextInt(6) == 0) {
      text.append(pick(random, "e", "E"))
          .append(pick(random, "", "-", "+"))
          .append(random.nextInt(30));
    }
    return text.toString();
  }

  private static void digits(RandomGenerator random, StringBuilder text, int count) {
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
    }
  }

  private static String date(RandomGenerator random) {
    return "%04d-%02d-%02d"
        .formatted(
            random.nextInt(5) == 0 ? random.nextInt(10_000) : 1890 + random.nextInt(200),
            random.nextInt(14),
            random.nextInt(33));
  }

  private static String time(RandomGenerator random) {
    String text = "%02d:%02d".formatted(random.nextInt(25), random.nextInt(61));
    if (random.nextInt(5) > 0) {
      text += ":%02d".formatted(random.nextInt(61));
      if (random.nextBoolean()) {
        text +=
            "." + ("" + random.nextLong(1_000_000_000)).substring(0, 1) + random.nextInt(100_000);
      }
    }
    return text;
  }

  private static String pick(RandomGenerator random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
