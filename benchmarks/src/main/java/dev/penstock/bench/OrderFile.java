package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Orders as a CSV file of about 120 bytes a row, every hundredth one bad, and beside it the file
 * with only the good rows, already transformed, for COPY. The same seed gives the same files.
 */
final class OrderFile {
  /** Columns of the raw file. */
  static final String COLUMNS =
      "order_id,customer_id,email,status,amount,currency,created_at,updated_at,country,note";

  /** Columns of the clean file and of the table. */
  static final String CLEAN_COLUMNS = COLUMNS + ",domain";

  private static final int BUFFER = 1 << 20;
  private static final int DAYS = 500;
  private static final String[] DAY = days();
  private static final String[] STATUS = {"new", "paid", "shipped", "returned"};
  private static final String[] CURRENCY = {"EUR", "USD", "GBP", "JPY"};
  private static final String[] COUNTRY = {"DE", "FR", "US", "GB", "JP", "CH"};
  private static final String[] NOTE = {
    "leave at the door", "gift", "call before delivery", "fragile", "ring twice"
  };

  private final SplittableRandom random;

  private OrderFile(long seed) {
    random = new SplittableRandom(seed);
  }

  /** What was written. */
  record Written(long rows, long cleanRows, long rawBytes, long cleanBytes) {}

  static Written write(Path raw, Path clean, long rows, long seed) {
    OrderFile generator = new OrderFile(seed);
    try (OutputStream rawOut = new BufferedOutputStream(Files.newOutputStream(raw), BUFFER);
        OutputStream cleanOut = new BufferedOutputStream(Files.newOutputStream(clean), BUFFER)) {
      long cleanRows = generator.write(rawOut, cleanOut, rows);
      rawOut.flush();
      cleanOut.flush();
      return new Written(rows, cleanRows, Files.size(raw), Files.size(clean));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long write(OutputStream raw, OutputStream clean, long rows) throws IOException {
    raw.write((COLUMNS + "\n").getBytes(US_ASCII));
    clean.write((CLEAN_COLUMNS + "\n").getBytes(US_ASCII));
    StringBuilder line = new StringBuilder(256);
    long good = 0;
    for (long row = 1; row <= rows; row++) {
      Mistake mistake = Mistake.of(row);
      String email = "customer" + random.nextInt(1_000_000);
      String domain = "example" + random.nextInt(500) + ".com";
      int amount = random.nextInt(1_000_000);
      String middle = "," + pick(STATUS) + ",";
      String created = time();
      String tail = "," + time() + "," + pick(COUNTRY) + "," + pick(NOTE) + " " + row % 9973;
      String currency = "," + pick(CURRENCY) + ",";
      long customer = random.nextInt(1_000_000);

      line.setLength(0);
      line.append(row).append(',').append(customer).append(',');
      line.append(rawEmail(email, domain, mistake, row)).append(middle);
      line.append(rawAmount(amount, mistake)).append(currency);
      line.append(mistake == Mistake.TIME ? "2024-02-31 10:00:00" : created).append(tail);
      raw.write(line.append('\n').toString().getBytes(US_ASCII));
      if (mistake == Mistake.NONE) {
        good++;
        line.setLength(0);
        line.append(row).append(',').append(customer).append(',');
        line.append(email).append('@').append(domain).append(middle);
        decimal(line, amount).append(currency).append(created).append(tail);
        clean.write(line.append(',').append(domain).append('\n').toString().getBytes(US_ASCII));
      }
    }
    return good;
  }

  /** What is wrong with a row. */
  private enum Mistake {
    EMAIL,
    NEGATIVE,
    NOT_A_NUMBER,
    TIME,
    NONE;

    static Mistake of(long row) {
      return row % 100 == 50 ? values()[(int) (row / 100 % 4)] : NONE;
    }
  }

  private static String rawEmail(String user, String domain, Mistake mistake, long row) {
    String email = user + (mistake == Mistake.EMAIL ? " at " : "@") + domain;
    return row % 4 == 0 ? " " + email.toUpperCase(Locale.ROOT) : email;
  }

  private static String rawAmount(int amount, Mistake mistake) {
    StringBuilder text = new StringBuilder(12);
    return switch (mistake) {
      case NEGATIVE -> decimal(text.append('-'), amount + 1).toString();
      case NOT_A_NUMBER -> "n/a";
      case EMAIL, TIME, NONE -> decimal(text, amount).toString();
    };
  }

  private static StringBuilder decimal(StringBuilder to, int cents) {
    to.append(cents / 100).append('.');
    return cents % 100 < 10 ? to.append('0').append(cents % 100) : to.append(cents % 100);
  }

  private String time() {
    int second = random.nextInt(86_400);
    return DAY[random.nextInt(DAYS)]
        + two(second / 3600)
        + ":"
        + two(second / 60 % 60)
        + ":"
        + two(second % 60);
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }

  private static String[] days() {
    DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd ");
    LocalDateTime first = LocalDateTime.of(2024, 1, 1, 0, 0);
    String[] days = new String[DAYS];
    for (int i = 0; i < DAYS; i++) {
      days[i] = format.format(first.plusDays(i));
    }
    return days;
  }
}
