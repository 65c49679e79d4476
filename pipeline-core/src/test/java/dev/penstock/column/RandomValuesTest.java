package dev.penstock.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random texts are read as types; what is taken must be what DuckDB's cast gives. DuckDB also takes
 * what loses something (it rounds), so it is the judge of values only; for numbers Java's {@link
 * BigDecimal} judges what must be taken.
 */
class RandomValuesTest {
  private static final int TEXTS = 2_000;

  private final long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boolean",
        "integer",
        "bigint",
        "double",
        "decimal(5,2)",
        "decimal(18,3)",
        "decimal(38,10)",
        "decimal(38,0)",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "uuid"
      })
  void whatIsTakenIsWhatDuckDbReads(String type) throws SQLException {
    System.out.println("seed " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(Texts.random(random, type));
    }
    List<@Nullable String> ours = read(ColumnTypes.field("v", type), texts);
    List<@Nullable String> theirs = duckDb(type, texts);
    int taken = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = texts.get(i);
      // DuckDB refuses a decimal whose digits without the exponent are too many.
      boolean judged = theirs.get(i) != null || !type.startsWith("decimal");
      taken += ours.get(i) == null ? 0 : 1;
      if (ours.get(i) != null && judged) {
        assertThat(ours.get(i))
            .as("`%s` as %s, seed %d", text, type, seed)
            .isEqualTo(theirs.get(i));
      }
      exactly(type, text)
          .ifPresent(
              exact ->
                  assertThat(exact.taken())
                      .as("`%s` as %s, seed %d", exact.text(), type, seed)
                      .isEqualTo(exact.expected()));
    }
    assertThat(taken).as("taken, seed %d", seed).isBetween(TEXTS / 10, TEXTS * 99 / 100);
  }

  private record Exact(String text, boolean taken, boolean expected) {}

  /** Whether a number must be taken as a decimal or whole number, as BigDecimal sees it. */
  private static Optional<Exact> exactly(String type, String text) {
    boolean whole = type.equals("bigint") || type.equals("integer");
    if (!type.startsWith("decimal") && !whole) {
      return Optional.empty();
    }
    boolean expected;
    try {
      BigDecimal number = new BigDecimal(text.strip());
      if (whole) {
        long value = number.longValueExact();
        expected = type.equals("bigint") || (int) value == value;
      } else {
        String[] sizes = type.replaceAll("[a-z()]", "").split(",");
        expected =
            number.setScale(Integer.parseInt(sizes[1]), RoundingMode.UNNECESSARY).precision()
                <= Integer.parseInt(sizes[0]);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      expected = false;
    }
    ColumnBuilder builder = ColumnBuilder.of(ColumnTypes.field("v", type));
    boolean taken = builder.text(0, text.toCharArray(), 0, text.length());
    return Optional.of(new Exact(text, taken, expected));
  }

  private static List<@Nullable String> read(Field field, List<String> texts) {
    ColumnBuilder builder = ColumnBuilder.of(field);
    for (int row = 0; row < texts.size(); row++) {
      // Behind other characters, which must not be seen.
      char[] chars = ("9" + texts.get(row) + "9").toCharArray();
      if (!builder.text(row, chars, 1, chars.length - 2)) {
        builder.setNull(row);
      }
    }
    List<@Nullable String> values = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        FieldVector vector = field.createVector(allocator)) {
      builder.copyTo(vector, texts.size());
      for (int row = 0; row < texts.size(); row++) {
        values.add(vector.isNull(row) ? null : Values.text(vector, row));
      }
    }
    return values;
  }

  private static List<@Nullable String> duckDb(String type, List<String> texts)
      throws SQLException {
    List<@Nullable String> values = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement settings = db.createStatement();
        PreparedStatement cast =
            db.prepareStatement("SELECT CAST(TRY_CAST(trim(?) AS " + type + ") AS varchar)")) {
      settings.execute("SET TimeZone = 'UTC'");
      for (String text : texts) {
        cast.setString(1, text);
        try (ResultSet result = cast.executeQuery()) {
          result.next();
          values.add(inOurForm(type, result.getString(1)));
        }
      }
    }
    return values;
  }

  private static @Nullable String inOurForm(String type, @Nullable String text) {
    if (text == null || text.contains("(BC)")) {
      return text;
    }
    return switch (type) {
      case "double" -> Double.toString(Double.parseDouble(Texts.javaNumber(text)));
      case "time" -> Texts.padded(text);
      case "timestamp" -> Texts.padded(text.replace(' ', 'T'));
      case "timestamptz" ->
          Objects.requireNonNull(
              OffsetDateTime.parse(
                      text.replace(' ', 'T')
                          .replaceAll("\\+00$", "Z")
                          .replaceAll("^(\\d{5})", "+$1"))
                  .toInstant()
                  .toString());
      default -> text;
    };
  }
}
