package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.map;
import static dev.penstock.transform.Fixture.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Miss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupStepTest {
  private static final Schema SCHEMA = Fixture.schema("id", "code", "country");
  private static final Schema AIRPORTS = Fixture.schema("iata", "land", "city", "lat");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void addsColumnsOrNullAndKeepsEveryRecordInOrder() throws Exception {
    assertThat(
            check(
                "SELECT i.id, i.code, i.country, a.city AS airport_city, a.lat AS lat, i._place"
                    + " FROM input i LEFT JOIN airports a ON i.code = a.iata ORDER BY i._place",
                lookup(Miss.KEEP, map())))
        .isEqualTo(new Counts(5, 5, 0, 0, 0));
  }

  @Test
  void severalColumnsMakeAKey() throws Exception {
    check(
        "SELECT i.id, i.code, i.country, a.city AS city, i._place FROM input i LEFT JOIN airports a"
            + " ON i.code = a.iata AND i.country = a.land ORDER BY i._place",
        new Lookup(
            "airports",
            map("code", "iata", "Country", "LAND"),
            map("city", "city"),
            Miss.KEEP,
            Map.of()));
  }

  @Test
  void aDefaultIsAnExpressionForMissesAlone() throws Exception {
    check(
        "SELECT i.id, i.code, i.country, CASE WHEN a.iata IS NULL THEN 'no ' || i.id ELSE a.city END"
            + " AS airport_city, a.lat AS lat, i._place FROM input i LEFT JOIN airports a ON i.code ="
            + " a.iata ORDER BY i._place",
        lookup(Miss.KEEP, map("airport_city", "'no ' || id")));
  }

  @Test
  void aMissIsARejectWhereTheAuthorSaysSo() throws Exception {
    try (VectorSchemaRoot airports = airports();
        VectorSchemaRoot batch = batch();
        StreamTransformer transformer =
            file(airports).open(batch, lookup(Miss.REJECT, map()), derive("n", "1 // lat::int"));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.counts()).isEqualTo(new Counts(5, 2, 3, 0, 0));
      assertThat(result.rejects())
          .extracting(RejectedRecord::place, RejectedRecord::message)
          .contains(
              tuple("file.csv:4", "airports has nothing for code = XXX"),
              tuple("file.csv:5", "airports has nothing for code = NULL"));
      assertThat(result.rejects().getFirst().errorClass()).isEqualTo(ErrorClass.LOOKUP);
      assertThat(result.rejects().getFirst().step()).isEqualTo("steps[0].lookup");
      assertThat(result.rejects().getFirst().rule()).isEqualTo("lookup airports");
    }
  }

  @Test
  void aRejectWithoutAPlaceShowsTheRecordAsTheStepGotIt() throws Exception {
    try (VectorSchemaRoot airports = airports();
        VectorSchemaRoot batch = batch();
        StreamTransformer transformer =
            file(airports)
                .open(batch, sql("SELECT id, code FROM input"), lookup(Miss.REJECT, map()));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.rejects().getFirst().place()).isEqualTo("file.csv");
      assertThat(result.rejects().getFirst().original())
          .isEqualTo("{\"id\":\"x\",\"code\":\"XXX\",\"airport_city\":null,\"lat\":null}");
    }
  }

  @Test
  void aDefaultThatFailsRejectsItsRecord() throws Exception {
    try (VectorSchemaRoot airports = airports();
        VectorSchemaRoot batch = batch();
        StreamTransformer transformer =
            file(airports).open(batch, lookup(Miss.KEEP, map("airport_city", "id::int::varchar")));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.counts()).isEqualTo(new Counts(5, 4, 1, 0, 0));
      assertThat(result.rejects().getFirst().message()).contains("airport_city", "x");
    }
  }

  @Test
  void wholeNumbersOfAnySizeAreCompared() throws Exception {
    Schema numbers = Fixture.schema("k", "word");
    try (VectorSchemaRoot texts =
            fixture.batch(numbers, List.of(row("1", "one"), row("2", "two")));
        StreamTransformer typed = fixture.open(numbers, cast("k", "bigint"));
        TransformResult lookup = typed.apply(texts, "f");
        VectorSchemaRoot batch =
            fixture.batch(Fixture.schema("n"), List.of(row("2"), row("3"), row("1")));
        StreamTransformer transformer =
            new WholeFile(fixture, Map.of("words", lookup.rows()), MaskKey.NONE)
                .open(
                    batch,
                    cast("n", "integer"),
                    new Lookup("words", map("n", "k"), map("word", "word"), Miss.KEEP, Map.of()));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(Fixture.texts(result.rows()).stream().map(r -> r.get(1)).toList())
          .containsExactly("two", null, "one");
    }
  }

  @Test
  void randomKeysGiveWhatAJoinGivesOverTheWholeFile() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      String key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(3_000);
      rows.add(row("" + i, key, null));
    }
    List<@Nullable String[]> known = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String city = random.nextInt(5) == 0 ? null : "c" + random.nextInt();
      known.add(row(i % 100 == 0 ? null : "k" + i, "x", city, "" + i));
    }
    boolean reject = random.nextBoolean();
    try (VectorSchemaRoot airports = fixture.batch(AIRPORTS, known);
        VectorSchemaRoot batch = fixture.batch(SCHEMA, rows)) {
      WholeFile.Outcome outcome =
          file(airports)
              .same(
                  batch,
                  1 + random.nextInt(4_000),
                  "SELECT i.id, i.code, i.country, a.city AS airport_city, a.lat AS lat, i._place"
                      + " FROM input i "
                      + (reject ? "" : "LEFT ")
                      + "JOIN airports a ON i.code = a.iata ORDER BY i._place",
                  "seed " + seed,
                  lookup(reject ? Miss.REJECT : Miss.KEEP, map()));
      assertThat(outcome.counts().rejected() > 0).as("seed " + seed).isEqualTo(reject);
    }
  }

  @Test
  void mistakesAreNamed() {
    try (VectorSchemaRoot airports = airports();
        VectorSchemaRoot twice =
            fixture.batch(
                AIRPORTS,
                List.of(row("B", "", "", ""), row("A", "", "", ""), row("B", "", "", "")));
        VectorSchemaRoot batch = batch()) {
      assertRefused(
          file(twice),
          batch,
          "steps[0].lookup.on: The look-up airports has several rows with iata = B",
          lookup(Miss.KEEP, map()));
      assertRefused(
          file(airports),
          batch,
          "steps[0].lookup.on.cod: There is no column cod",
          new Lookup("airports", map("cod", "iata"), map("c", "city"), Miss.KEEP, Map.of()));
      assertRefused(
          file(airports),
          batch,
          "steps[0].lookup.on.code: The look-up airports has no column iat",
          new Lookup("airports", map("code", "iat"), map("c", "city"), Miss.KEEP, Map.of()));
      assertRefused(
          file(airports),
          batch,
          "steps[0].lookup.take.c: The look-up airports has no column town",
          new Lookup("airports", map("code", "iata"), map("c", "town"), Miss.KEEP, Map.of()));
      assertRefused(
          file(airports),
          batch,
          "steps[0].lookup.take.Id: There is a column Id already",
          new Lookup("airports", map("code", "iata"), map("Id", "city"), Miss.KEEP, Map.of()));
      assertRefused(
          file(airports),
          batch,
          "steps[1].lookup.on.id: id is INTEGER, but iata of the look-up airports is VARCHAR",
          cast("id", "integer"),
          new Lookup("airports", map("id", "iata"), map("c", "city"), Miss.KEEP, Map.of()));
      assertRefused(
          file(airports),
          batch,
          "steps[0].lookup.default.airport_city: a subquery",
          lookup(Miss.KEEP, map("airport_city", "(SELECT 1)")));
    }
  }

  private static void assertRefused(
      WholeFile file, VectorSchemaRoot batch, String message, StepDefinition... steps) {
    assertThatThrownBy(() -> file.open(batch, steps)).hasMessageContaining("streams.s." + message);
  }

  private Counts check(String expected, StepDefinition... steps) throws Exception {
    try (VectorSchemaRoot airports = airports();
        VectorSchemaRoot batch = batch()) {
      return file(airports).same(batch, 2, expected, "", steps).counts();
    }
  }

  private WholeFile file(VectorSchemaRoot airports) {
    return new WholeFile(fixture, Map.of("airports", airports), MaskKey.NONE);
  }

  private static Lookup lookup(Miss miss, Map<String, String> defaults) {
    return new Lookup(
        "airports", map("code", "iata"), map("airport_city", "city", "lat", "lat"), miss, defaults);
  }

  private VectorSchemaRoot airports() {
    return fixture.batch(
        AIRPORTS,
        List.of(
            row("JFK", "us", "New York", "40"),
            row("BER", "de", null, "52"),
            row(null, "xx", "nowhere", "0"),
            row(null, "yy", "nowhere", "0"),
            row("SYD", "au", "Sydney", "0")));
  }

  private VectorSchemaRoot batch() {
    return fixture.batch(
        SCHEMA,
        List.of(
            row("1", "JFK", "us"),
            row("2", "BER", "us"),
            row("x", "XXX", "de"),
            row("4", null, "xx"),
            row("5", "SYD", "au")));
  }

  private static @Nullable String[] row(@Nullable String... values) {
    return values;
  }
}
