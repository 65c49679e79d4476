package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.Vectors;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class RefusedRowsTest {
  private static final Schema SCHEMA =
      schema(
          field("id", Vectors.BIGINT),
          field("code", Vectors.TEXT),
          // As sums have it: it says nothing of its size, so the table keeps its own.
          field("amount", Vectors.decimal(38, 2)),
          field(Columns.PLACE, Vectors.BIGINT));

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  RefusedRowsTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new LoadHarness(destination, SCHEMA);
  }

  @BeforeEach
  void createTarget() {
    database.run(
        """
        CREATE SCHEMA silver;
        CREATE TABLE silver.things (
          id bigint NOT NULL,
          code varchar(5),
          amount numeric(10,2) CONSTRAINT amount_is_positive CHECK (amount > 0)
        )
        """);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void becomeRejectsWithRuleMessagePlaceAndOriginal() {
    LoadResult result =
        harness.load(
            "r1",
            0,
            List.of(
                row(1, "ok", "1.00"),
                row(2, "too long", "1.00"),
                row(3, "ok", "-5.00"),
                row(null, "ok", "1.00"),
                row(5, "a\0b", "1.00"),
                row(6, "ok", "123456789.00"),
                row(7, "ok", "7.00")));

    assertThat(result.read()).isEqualTo(7);
    assertThat(result.loaded()).isEqualTo(2);
    assertThat(result.rejected()).isEqualTo(5);
    assertThat(result.rejects())
        .extracting(RejectedRecord::rule)
        .containsExactly(
            "text fits its column",
            "amount_is_positive",
            "id is not null",
            "text holds no NUL character",
            "number in range");
    assertThat(result.rejects())
        .extracting(RejectedRecord::place)
        .containsExactly(
            "things.csv:20",
            "things.csv:30",
            "things.csv, row 4 of batch 0",
            "things.csv:50",
            "things.csv:60");
    assertThat(result.rejects().get(1))
        .isEqualTo(
            new RejectedRecord(
                Stage.LOAD,
                ErrorClass.DESTINATION,
                "outputs.things",
                "amount_is_positive",
                "new row for relation \"things\" violates check constraint \"amount_is_positive\"",
                "things.csv:30",
                "{\"id\":3,\"code\":\"ok\",\"amount\":-5.00}"));
    assertThat(result.rejects().get(3).message()).startsWith("code: ").contains("NUL");
  }

  @Test
  void areTheSameWhenTheBatchComesAgain() {
    List<List<@Nullable Object>> rows = List.of(row(1, "too long", "1"), row(2, "x\0", "1"));
    LoadResult first = harness.load("r1", 0, rows);

    assertThat(harness.load("r1", 0, rows)).isEqualTo(first);
    assertThat(first.rejects()).hasSize(2);
  }

  @Test
  void leaveTheOtherRowsInOrderWhereverTheyStand() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      double share = List.of(0.001, 0.05, 0.5, 1.0).get(round % 4);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      List<String> good = new ArrayList<>();
      int count = 1 + random.nextInt(400);
      for (int i = 0; i < count; i++) {
        boolean bad = random.nextDouble() < share;
        rows.add(row(i, bad ? random.nextBoolean() ? "too long" : "\0" : "ok", "1.00"));
        if (!bad) {
          good.add(Integer.toString(i));
        }
      }
      String run = "run" + round;
      LoadResult result = harness.load(run, 0, rows);

      String staging = StagingName.of(run, "things", "things");
      assertThat(database.rows("SELECT id FROM _penstock_staging." + staging + " ORDER BY ctid"))
          .as("seed %d round %d", seed, round)
          .isEqualTo(good);
      assertThat(result.rejected()).isEqualTo(count - good.size());
    }
  }

  @Test
  void costInProportionToTheBatchEvenWhereAllAreBad() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(row(i, "too long", "1.00"));
    }

    LoadResult result =
        org.junit.jupiter.api.Assertions.assertTimeout(
            Duration.ofSeconds(40), () -> harness.load("r1", 0, rows));

    assertThat(result.rejected()).isEqualTo(5_000);
  }

  @Test
  void anErrorThatIsNotAboutARowLoadsNothing() {
    harness.load("r1", 0, List.of(row(1, "a", "1")));
    database.run("DROP TABLE _penstock_staging." + StagingName.of("r1", "things", "things"));

    assertThatThrownBy(() -> harness.load("r1", 1, List.of(row(2, "b", "1"))))
        .isInstanceOf(PermanentException.class);
    assertThat(database.rows("SELECT sequence, read FROM _penstock.load")).containsExactly("0|1");
  }

  private static List<@Nullable Object> row(
      @Nullable Integer id, @Nullable String code, String amount) {
    return Arrays.asList(
        id, code, new java.math.BigDecimal(amount).setScale(2), id == null ? null : 10 * id);
  }
}
