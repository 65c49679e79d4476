package dev.penstock.system;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Orders with all that makes CSV hard (quoted line breaks, doubled quotes, text beyond ASCII) and
 * one bad row in a hundred, beside what must become of them, worked out here in plain Java. The
 * same seed gives the same files.
 */
public final class Orders {
  public static final String COLUMNS =
      "order_id,customer_id,email,status,amount,currency,created_at,updated_at,country,note";

  /** The silver table's columns, in the order of {@link #CLEAN_TABLE}. */
  public static final String CLEAN_COLUMNS =
      "order_id, customer_id, email, status, amount, currency, created_at, updated_at, country, note, domain";

  public static final String CLEAN_TABLE =
      "(order_id bigint, customer_id bigint, email text, status text, amount numeric(12,2), currency text, created_at timestamp, updated_at timestamp, country text, note text, domain text)";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);
  private static final String[] STATUS = {"new", "paid", "shipped", "returned"};
  private static final String[] CURRENCY = {"EUR", "USD", "GBP", "JPY", "CHF"};
  private static final String[] COUNTRY = {"DE", "FR", "US", "GB", "JP", "CH", "AT", "IT"};
  private static final String[] NOTE = {
    "leave at the door", "gift", "Grüße aus Köln", "call before delivery", "日本へ", "fragile 🐦"
  };

  private final SplittableRandom random;

  public Orders(long seed) {
    random = new SplittableRandom(seed);
  }

  /** What was written. */
  public record Written(
      long rows, long clean, long badEmail, long badAmount, long negative, long badTime) {
    long bad() {
      return badEmail + badAmount + negative + badTime;
    }
  }

  /** Writes only the raw file. */
  public Written write(Path raw, long rows) {
    try (BufferedWriter out = Files.newBufferedWriter(raw, StandardCharsets.UTF_8)) {
      return write(out, null, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the raw file and the file that the silver table must equal. */
  public Written write(Path raw, Path clean, long rows) {
    try (BufferedWriter out = Files.newBufferedWriter(raw, StandardCharsets.UTF_8);
        BufferedWriter expected = Files.newBufferedWriter(clean, StandardCharsets.UTF_8)) {
      return write(out, expected, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Written write(BufferedWriter raw, @Nullable BufferedWriter clean, long rows)
      throws IOException {
    raw.write(COLUMNS + "\n");
    if (clean != null) {
      clean.write(CLEAN_COLUMNS.replace(" ", "") + "\n");
    }
    long[] bad = new long[4];
    for (long row = 1; row <= rows; row++) {
      int kind = row % 100 == 37 ? (int) (row / 100 % 4) : -1;
      write(raw, clean, row, kind);
      if (kind >= 0) {
        bad[kind]++;
      }
    }
    long clean0 = rows - bad[0] - bad[1] - bad[2] - bad[3];
    return new Written(rows, clean0, bad[0], bad[1], bad[2], bad[3]);
  }

  private void write(BufferedWriter raw, @Nullable BufferedWriter clean, long row, int bad)
      throws IOException {
    long customer = random.nextInt(1, 100_000);
    String domain = "example" + random.nextInt(500) + ".com";
    String email = "customer" + customer + (bad == 0 ? "-at-" : "@") + domain;
    String amount = random.nextInt(10_000) + "." + (10 + random.nextInt(90));
    String created = TIME.format(START.plusSeconds(random.nextInt(40_000_000)));
    String updated = TIME.format(START.plusSeconds(40_000_000 + random.nextInt(10_000_000)));
    String rest1 = pick(STATUS);
    String currency = pick(CURRENCY);
    String country = pick(COUNTRY);
    String note = note(row);
    String rawEmail = row % 3 == 0 ? " " + email.toUpperCase(Locale.ROOT) + " " : email;
    String rawAmount = bad == 1 ? "12 euros" : bad == 2 ? "-" + amount : amount;
    String rawCreated = bad == 3 ? "2024-13-45 25:61:00" : created;
    raw.write(
        row
            + ","
            + customer
            + ","
            + rawEmail
            + ","
            + rest1
            + ","
            + rawAmount
            + ","
            + currency
            + ","
            + rawCreated
            + ","
            + updated
            + ","
            + country
            + ","
            + quoted(note)
            + "\n");
    if (clean != null && bad < 0) {
      clean.write(
          row
              + ","
              + customer
              + ","
              + email
              + ","
              + rest1
              + ","
              + amount
              + ","
              + currency
              + ","
              + created
              + ","
              + updated
              + ","
              + country
              + ","
              + quoted(note)
              + ","
              + domain
              + "\n");
    }
  }

  /** One note in forty has a line break, a comma or quotes inside. */
  private String note(long row) {
    String plain = pick(NOTE) + " " + random.nextInt(1_000_000);
    return switch ((int) (row % 40)) {
      case 7 -> plain + ",\nsecond line, \"quoted\"";
      case 17 -> "\"" + plain + "\"";
      case 27 -> plain + "\r\n\r\n" + row + "," + row;
      default -> plain;
    };
  }

  private static String quoted(String text) {
    boolean plain = text.indexOf('"') < 0 && text.indexOf(',') < 0 && text.indexOf('\n') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }
}
