package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Flatten;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlattenTest {
  private static final Schema SCHEMA = Fixture.schema("id", "v", "z");
  private static final StepDefinition LIST = derive("v", "string_split(v, ',')");
  private static final StepDefinition JSON = cast("v", "json");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void aListBecomesRecordsInOrderAndEveryRecordIsCounted() throws Exception {
    check(
        List.of("1,2,3", "4", "", "-"),
        new Counts(5, 5, 0, 2, 2),
        "SELECT id, unnest(string_split(v, ',')) AS v, z, _place FROM input WHERE v <> '-'",
        derive("v", "CASE WHEN v = '-' THEN []::VARCHAR[] ELSE string_split(v, ',') END"),
        flatten("v", "", false));
  }

  @Test
  void emptyListsStayWhereTheAuthorKeepsThem() throws Exception {
    check(
        List.of("1,2,3", "-"),
        new Counts(3, 5, 0, 0, 2),
        "SELECT id, unnest(CASE WHEN v = '-' OR v IS NULL THEN [NULL] ELSE string_split(v, ',') END)"
            + " AS part, z, _place FROM input",
        derive("v", "CASE WHEN v = '-' THEN []::VARCHAR[] ELSE string_split(v, ',') END"),
        flatten("v", "part", true));
  }

  @Test
  void aStructBecomesColumns() throws Exception {
    check(
        List.of("a", "b"),
        new Counts(3, 3, 0, 0, 0),
        "SELECT id, v AS \"v_a b\", length(v) AS v_n, z, _place FROM input",
        derive("v", "CASE WHEN v IS NOT NULL THEN {'a b': v, 'n': length(v)} END"),
        flatten("v", "", false));
  }

  @Test
  void jsonListsAndObjectsBecomeRecordsOfTypedColumns() throws Exception {
    WholeFile.Outcome outcome =
        check(
            List.of(
                "[{\"sku\": \"a\", \"qty\": 1}, {\"sku\": \"b\", \"qty\": null, \"x/y\": {\"k\": [1]}}]",
                "{\"sku\": \"c\", \"qty\": \"7\", \"x/y\": null}",
                "[]",
                "null",
                "[null]",
                "[{\"sku\": 5, \"qty\": \"seven\"}, {\"sku\": \"d\", \"qty\": \"eight\"}]",
                "[{\"sku\": \"e\"}, 5]",
                "\"text\""),
            new Counts(9, 4, 3, 3, 1),
            """
            SELECT * FROM (VALUES
              ('0', 'a', 1::BIGINT, NULL::JSON, 'z0', 2::BIGINT),
              ('0', 'b', NULL, '{"k":[1]}', 'z0', 2),
              ('1', 'c', 7, NULL, 'z1', 3),
              ('4', NULL, NULL, NULL, 'z4', 6)) t(id, i_sku, i_qty, "i_x/y", z, _place)""",
            JSON,
            new Flatten("v", "i_", map("sku", "varchar", "qty", "bigint", "x/y", "json"), false));

    assertThat(outcome.rejects())
        .extracting(RejectedRecord::message)
        .containsExactly(
            "qty: 'seven' is not a valid bigint",
            "v: expected an object or a list of objects, but it is a list with 5",
            "v: expected an object or a list of objects, but it is \"text\"");
    assertThat(outcome.rejects())
        .allMatch(
            r -> r.errorClass() == ErrorClass.CONVERSION && r.step().equals("steps[1].flatten"));
    assertThat(outcome.rejects().getFirst().original()).contains("\"id\":\"5\"", "seven");
  }

  @Test
  void aJsonListWithoutFieldsGivesJson() throws Exception {
    WholeFile.Outcome outcome =
        check(
            List.of("[1, \"two\", {\"a\": [3]}, null]", "{\"a\": 1}"),
            new Counts(3, 4, 1, 1, 3),
            """
            SELECT * FROM (VALUES ('0', '1'::JSON, 'z0', 2::BIGINT), ('0', '"two"', 'z0', 2),
              ('0', '{"a":[3]}', 'z0', 2), ('0', NULL, 'z0', 2)) t(id, v, z, _place)""",
            JSON,
            flatten("v", "", false));

    assertThat(outcome.rejects().getFirst().message())
        .isEqualTo("v: expected a list, but it is an object");
  }

  @Test
  void listsOfStructsAreJsonToo() throws Exception {
    check(
        List.of("a", "b"),
        new Counts(3, 4, 0, 1, 2),
        "SELECT id, unnest([v, v || '!']) AS name, z, _place FROM input WHERE v IS NOT NULL",
        derive("v", "CASE WHEN v IS NOT NULL THEN [{'name': v}, {'name': v || '!'}] END"),
        new Flatten("v", "", map("name", "varchar"), false));
  }

  @Test
  void anEarlierStepDecidesFirst() throws Exception {
    check(
        List.of("[1]", "5"),
        new Counts(3, 1, 0, 2, 0),
        "SELECT id, v->'$[0]' AS v, z, _place FROM input WHERE id = '0'",
        JSON,
        filter("id = '0'"),
        flatten("v", "", false));
  }

  @Test
  void randomListsGiveWhatUnnestGivesOverTheWholeFile() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      StringBuilder json = new StringBuilder("[");
      for (int j = random.nextInt(6); j > 0; j--) {
        json.append(json.length() > 1 ? ", " : "")
            .append("{\"n\": ")
            .append(random.nextInt(12) == 0 ? "\"bad\"" : "" + random.nextInt(1000))
            .append(", \"t\": \"")
            .append(Integer.toString(random.nextInt(), 36))
            .append("\"}");
      }
      values.add(random.nextInt(20) == 0 ? null : json.append("]").toString());
    }
    boolean keep = random.nextBoolean();
    String empty = keep ? "ELSE [NULL]" : "";
    check(
        values,
        null,
        """
        SELECT id, TRY_CAST(e->>'n' AS INTEGER) AS n, e->>'t' AS t, z, _place FROM (
          SELECT *, unnest(CASE WHEN v IS NOT NULL AND v <> '[]' THEN (v::JSON)->'$[*]' %s END) AS e
          FROM input WHERE v IS NULL OR v NOT LIKE '%%"bad"%%')"""
            .formatted(empty),
        "seed " + seed,
        1 + random.nextInt(3_000),
        JSON,
        new Flatten("v", "", map("n", "integer", "t", "varchar"), keep));
  }

  @Test
  void aFloodOfRecordsIsStopped() {
    Limits tight = new Limits(64, Duration.ofSeconds(20), 10);
    Schema schema = Fixture.schema("id", "v");
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(new @Nullable String[] {"some text that makes the record longer " + i, "x"});
    }
    try (VectorSchemaRoot batch = fixture.batch(schema, rows);
        StreamTransformer transformer =
            fixture.open(schema, tight, derive("v", "range(10000)"), flatten("v", "", false))) {
      assertThatThrownBy(() -> transformer.apply(batch, Fixture.ORIGIN))
          .hasMessageContaining("streams.s.steps[1].flatten")
          .hasMessageContaining("memory");
    }
  }

  @Test
  void mistakesAreNamed() {
    assertRefused("steps[0].flatten: The column v is VARCHAR", flatten("v", "", false));
    assertRefused("steps[0].flatten: There is no column w", flatten("w", "", false));
    assertRefused("steps[1].flatten: There is a column Z", LIST, flatten("v", "Z", false));
    assertRefused(
        "steps[1].flatten: The column v is VARCHAR[]",
        LIST,
        new Flatten("v", "", map("a", "varchar"), false));
    assertRefused(
        "steps[1].flatten: There is a column id",
        JSON,
        new Flatten("v", "", map("id", "varchar"), false));
  }

  private static Flatten flatten(String column, String as, boolean keepEmpty) {
    return new Flatten(column, as, Map.of(), keepEmpty);
  }

  private void assertRefused(String message, StepDefinition... steps) {
    assertThatThrownBy(() -> fixture.open(SCHEMA, steps))
        .hasMessageContaining("streams.s." + message);
  }

  private WholeFile.Outcome check(
      List<@Nullable String> values, Counts counts, String expected, StepDefinition... steps)
      throws Exception {
    List<@Nullable String> more = new ArrayList<>(values);
    more.add(null);
    return check(more, counts, expected, "", 2, steps);
  }

  private WholeFile.Outcome check(
      List<@Nullable String> values,
      @Nullable Counts counts,
      String expected,
      String about,
      int batchRows,
      StepDefinition... steps)
      throws Exception {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(new @Nullable String[] {"" + i, values.get(i), "z" + i});
    }
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows)) {
      WholeFile.Outcome outcome =
          new WholeFile(fixture, Map.of(), MaskKey.NONE)
              .same(batch, batchRows, expected, about, steps);
      if (counts != null) {
        assertThat(outcome.counts()).isEqualTo(counts);
      }
      return outcome;
    }
  }
}
