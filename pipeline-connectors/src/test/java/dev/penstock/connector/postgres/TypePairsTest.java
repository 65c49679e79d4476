package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Vectors;
import dev.penstock.error.PermanentException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random pairs of a table's type and an output's: either old and new values read back equal, or the
 * pair is refused before the first row and the table is as it was.
 */
@ExtendWith(PostgresExtension.class)
class TypePairsTest {
  private static final int PAIRS = 40;

  /** Whether a table's type takes an output's, by their names without sizes. */
  private static final Map<String, List<String>> TAKES =
      Map.of(
          "smallint", List.of("smallint", "integer", "bigint", "numeric"),
          "integer", List.of("smallint", "integer", "bigint", "numeric"),
          "bigint", List.of("smallint", "integer", "bigint", "numeric"),
          "numeric", List.of("smallint", "integer", "bigint", "numeric"),
          "real", List.of("real", "double precision"),
          "double precision", List.of("real", "double precision"),
          "text", List.of("text"),
          "boolean", List.of("boolean"),
          "date", List.of("date"));

  private final TestDatabase database;
  private final Destination destination;

  TypePairsTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  private record Type(String name, String sql, ArrowType arrow, Object value) {}

  @Test
  void valuesStayEqualOrThePairIsRefusedBeforeTheFirstRow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int taken = 0;
    database.run("CREATE SCHEMA silver");
    for (int pair = 0; pair < PAIRS; pair++) {
      Type old = type(random);
      Type brought = type(random);
      if (old.name().equals("numeric") && brought.name().endsWith("int")
          || old.name().equals("numeric") && brought.name().equals("integer")) {
        // They fit as they are; those with too many digits are rejects, as RefusedRowsTest shows.
        continue;
      }
      if (pair(pair, old, brought, "seed " + seed + ": " + brought + " into " + old)) {
        taken++;
      }
    }
    assertThat(taken).isPositive();
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void theLeastWholeNumbersStayWhereAFractionComes() {
    Type fraction =
        new Type("numeric", "numeric(4,1)", Vectors.decimal(4, 1), new BigDecimal("-999.9"));
    List<Type> least =
        List.of(
            new Type("smallint", "smallint", Vectors.SMALLINT, Short.MIN_VALUE),
            new Type("integer", "integer", Vectors.INT, Integer.MIN_VALUE),
            new Type("bigint", "bigint", Vectors.BIGINT, Long.MIN_VALUE));
    database.run("CREATE SCHEMA silver");
    for (int i = 0; i < least.size(); i++) {
      assertThat(pair(i, least.get(i), fraction, fraction + " into " + least.get(i))).isTrue();
    }
  }

  /** Brings a value into a table of another type; answers whether it was taken. */
  private boolean pair(int number, Type old, Type brought, String as) {
    database.run(
        "DROP TABLE IF EXISTS silver.things; CREATE TABLE silver.things (id int, v "
            + old.sql()
            + "); INSERT INTO silver.things VALUES (1, '"
            + old.value()
            + "')");
    boolean takes = TAKES.getOrDefault(old.name(), List.of()).contains(brought.name());
    try (OutputHarness harness = new OutputHarness(destination).adding()) {
      String run = "r" + number;
      var columns = schema(field("id", Vectors.INT), field("v", brought.arrow()));
      List<List<Object>> rows = List.of(List.of(2, brought.value()));
      if (takes) {
        harness.publish(run, columns, rows);
        assertThat(
                database.rows(
                    "SELECT id FROM silver.things WHERE (id, v::text::"
                        + exact(old)
                        + ") = (1, '"
                        + old.value()
                        + "') OR (id, v::text::"
                        + exact(brought)
                        + ") = (2, '"
                        + brought.value()
                        + "') ORDER BY 1"))
            .as(as)
            .containsExactly("1", "2");
      } else {
        assertThatThrownBy(() -> harness.load(run, 0, columns, rows, false))
            .as(as)
            .isInstanceOfSatisfying(
                PermanentException.class,
                e -> assertThat(e.problem().code()).isEqualTo("table-columns"));
        assertThat(database.rows("SELECT id FROM silver.things")).as(as).containsExactly("1");
      }
    }
    return takes;
  }

  /** Numerics compare by value, whatever their size. */
  private static String exact(Type type) {
    return type.value() instanceof Number && !type.name().matches("real|double precision")
        ? "numeric"
        : type.sql();
  }

  private static Type type(Random random) {
    boolean least = random.nextBoolean();
    return switch (random.nextInt(10)) {
      case 0 ->
          new Type("smallint", "smallint", Vectors.SMALLINT, least ? Short.MIN_VALUE : (short) 7);
      case 1 -> new Type("integer", "integer", Vectors.INT, least ? Integer.MIN_VALUE : 7);
      case 2 -> new Type("bigint", "bigint", Vectors.BIGINT, least ? Long.MIN_VALUE : 7L);
      case 3 -> new Type("real", "real", Vectors.REAL, random.nextFloat());
      case 4 ->
          new Type("double precision", "double precision", Vectors.DOUBLE, random.nextDouble());
      case 5 -> new Type("text", "text", Vectors.TEXT, "a" + random.nextInt());
      case 6 -> new Type("boolean", "boolean", Vectors.BOOL, least);
      case 7 -> new Type("date", "date", Vectors.DATE, java.time.LocalDate.of(2024, 2, 29));
      default -> {
        int precision = 1 + random.nextInt(37);
        int scale = random.nextInt(precision + 1);
        BigDecimal value =
            new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale)
                .setScale(scale, RoundingMode.UNNECESSARY);
        yield new Type(
            "numeric",
            "numeric(" + precision + "," + scale + ")",
            Vectors.decimal(precision, scale),
            least ? value.negate() : value);
      }
    };
  }
}
