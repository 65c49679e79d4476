package dev.penstock.connector.bronze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.bronze.RawShop.Content;
import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class BronzeSourceTest {
  private static final String LINES = "{ connection: inbox, path: '*.jsonl', format: jsonl }";
  private static final String CSV = "{ connection: inbox, path: '*.csv', format: csv }";
  private static final String REPLACE = "mode: replace";

  private final TestDatabase database;
  private final Path folder;
  private final RawShop shop;

  BronzeSourceTest(TestDatabase database, @TempDir Path folder) {
    this.database = database;
    this.folder = folder;
    this.shop = new RawShop(database, folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void textWithDeclaredTypesComesBackAsItWas() throws IOException {
    write(
        "a.csv",
        """
        id,Full Name,amount,day,seen,at,flag,share,key,doc,semi;colon
        1,"Ann ""A"", Müller",1.50,2026-01-31,2026-01-31T12:00:00.000001,2026-01-31T23:59:59.5Z,\
        true,0.1,00000000-0000-4000-8000-000000000001,"{""a"": [1, 2.50]}",x
        -2,,-0.01,0001-01-01,9999-12-31T23:59:59.999999,1999-12-31T23:59:59+02:00,false,NaN,,null,
        3,é,99999999.99,,,,,-Infinity,,,y;
        """);
    assertTheSame(
        pipeline(
            "{ connection: inbox, path: a.csv, format: csv, schema: { id: bigint,"
                + " amount: 'decimal(10,2)', day: date, seen: timestamp, at: timestamptz,"
                + " flag: boolean, share: double, key: uuid, doc: json } }",
            REPLACE),
        3);
  }

  @Test
  void nestedDocumentsComeBackAsTheyWere() throws IOException {
    write(
        "a.jsonl",
        """
        {"id":1,"who":{"name":"Ann","tags":["a","b"],"at":{"x":1.5,"y":null}},"items":[{"sku":"p","n":2},{"sku":"q","n":null}],"flags":[true,false,null]}
        {"id":2,"who":null,"items":[],"flags":null}
        {"id":9007199254740993,"who":{"name":"\\u00e9\\"\\\\","tags":[],"at":{"x":1e10,"y":"z"}},"items":null,"flags":[]}
        """);
    assertTheSame(pipeline(LINES, REPLACE), 3);
  }

  @Test
  void allTypesOfParquetComeBackAsTheyWere() throws SQLException {
    parquet(
        "a.parquet",
        """
        SELECT i::TINYINT AS t, i::SMALLINT AS s, i::INTEGER AS i, i::BIGINT * 1000000007 AS b,
          i::UTINYINT AS ut, i::UBIGINT AS ub, i::HUGEINT AS h,
          (i / 3.0)::FLOAT AS f, i / 7.0::DOUBLE AS d, (i * 1.25)::DECIMAL(30,4) AS n,
          i % 2 = 0 AS z, 'text ' || i AS x, ('b' || i)::BLOB AS y,
          DATE '2026-01-01' + i::INTEGER AS dd, TIME '23:59:58.123456' AS ti,
          TIMESTAMP '2026-01-01 00:00:00.000001' + i * INTERVAL 1 HOUR AS ts,
          (TIMESTAMP '2026-01-01 00:00:00' + i * INTERVAL 1 DAY)::TIMESTAMP_MS AS tm,
          TIMESTAMPTZ '2026-06-01 12:00:00+02' + i * INTERVAL 1 MINUTE AS tz,
          uuid() AS u, {'k': i, 'l': [i::TINYINT, NULL], 'm': DATE '2020-02-29'} AS st,
          [i::SMALLINT, NULL] AS li, [i::TINYINT] AS lt, ['a' || i] AS lx,
          MAP {'one': i::DOUBLE / 3, 'two': NULL} AS ma,
          [{'a': i, 'b': (i / 4.0)::DECIMAL(12,2)}] AS ls,
          CASE WHEN i % 2 = 0 THEN 'odd' END AS nu
        FROM range(1, 60) r(i)""");
    assertTheSame(pipeline("{ connection: inbox, path: a.parquet, format: parquet }", REPLACE), 59);
  }

  @Test
  void randomDocumentsComeBackAsTheyWere() throws IOException {
    long seed = System.nanoTime();
    System.out.println("BronzeSourceTest seed " + seed);
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      lines.append("{\"id\":").append(i);
      lines.append(",\"n\":").append(random.nextInt(3) == 0 ? "null" : random.nextLong());
      lines.append(",\"d\":").append(random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15));
      lines.append(",\"t\":\"").append(text(random)).append('"');
      lines.append(",\"o\":{\"a\":").append(random.nextInt()).append(",\"b\":[");
      lines.append(random.nextBoolean() ? "\"" + text(random) + "\"" : "").append("]}}\n");
    }
    write("a.jsonl", lines.toString());
    assertTheSame(pipeline(LINES, REPLACE), 3_000);
  }

  @Test
  void allRunsThatWereAddedAreReadInTheColumnsOfAll() throws SQLException {
    String files = "{ connection: inbox, path: a.parquet, format: parquet }";
    PipelineDefinition adds = pipeline(files, "mode: append");
    parquet("a.parquet", "SELECT 1 AS id, {'x': 1} AS o, [1::SMALLINT] AS l, 'g' AS gone");
    shop.copy(adds, "r1", RunMode.INCREMENTAL, false);
    parquet(
        "a.parquet",
        "SELECT 2 AS id, {'x': 2, 'y': 'z'} AS o, [2::SMALLINT] AS l, DATE '2026-01-01' AS fresh");
    shop.copy(adds, "r2", RunMode.INCREMENTAL, false);

    Content content = shop.read(shop.bronze(adds), "r3");
    assertThat(content.rows())
        .containsExactlyInAnyOrder(
            "{\"id\":1,\"o\":{\"x\":1,\"y\":null},\"l\":[1],\"gone\":\"g\",\"fresh\":null}",
            "{\"id\":2,\"o\":{\"x\":2,\"y\":\"z\"},\"l\":[2],\"gone\":null,\"fresh\":\"2026-01-01\"}");
    assertThat(content.rejects()).isEmpty();

    // A full run begins anew, and so does what is noted.
    parquet("a.parquet", "SELECT 3 AS id, {'y': 'z'} AS o, [2] AS l, 'x' AS gone, 1 AS fresh");
    database.run("DROP TABLE bronze.s, silver.out");
    shop.copy(adds, "r4", RunMode.FULL, false);
    assertThat(shop.read(shop.bronze(adds), "r5").rows())
        .containsExactly("{\"id\":3,\"o\":{\"y\":\"z\"},\"l\":[2],\"gone\":\"x\",\"fresh\":1}");
  }

  @Test
  void whereOrderMattersRecordsComeAsTheSourceGaveThem() throws IOException {
    PipelineDefinition keyed = pipeline(CSV, "mode: append");
    PipelineDefinition ordered = pipeline(CSV, "mode: upsert, key: [id]");
    write("b.csv", "id,v\n" + lines(0, 40, "b"));
    write("a.csv", "id,v\n" + lines(0, 40, "a"));
    shop.copy(keyed, "zz-first", RunMode.INCREMENTAL, true);
    write("b.csv", "id,v\n" + lines(0, 5, "c"));
    Files.delete(folder.resolve("a.csv"));
    shop.copy(keyed, "aa-second", RunMode.INCREMENTAL, true);

    Content content = shop.read(shop.bronze(ordered), "r");
    List<String> expected = new ArrayList<>();
    for (String file : List.of("a40", "b40", "c5")) {
      IntStream.range(0, Integer.parseInt(file.substring(1)))
          .mapToObj(i -> "{\"id\":\"%d\",\"v\":\"%s%d\"}".formatted(i, file.charAt(0), i))
          .forEach(expected::add);
    }
    assertThat(content.rows()).isEqualTo(expected);
    assertThat(content.places())
        .isEqualTo(IntStream.rangeClosed(1, 85).mapToObj(String::valueOf).toList());
    assertThat(content.splits()).isEqualTo(1);
  }

  @Test
  void readingGoesOnBehindAnyBatch() throws IOException {
    write("a.csv", "id,v\n" + lines(0, 40_000, "v"));
    PipelineDefinition plain = pipeline(CSV, REPLACE);
    shop.copy(plain, "r1", RunMode.FULL, false);
    for (PipelineDefinition how : List.of(plain, pipeline(CSV, "mode: upsert, key: [id]"))) {
      Source source = shop.bronze(how);
      SourcePlan plan = source.plan(PlanRequest.full("r2"), Cancellation.NEVER);
      Content content =
          new Content(
              plan.stream().schema(),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              plan.notes(),
              1);
      com.fasterxml.jackson.databind.JsonNode after = null;
      int batches = 0;
      boolean more = true;
      while (more) {
        try (SplitReader reader =
            source.read(plan.stream(), plan.splits().getFirst(), after, Cancellation.NEVER)) {
          SourceBatch batch = reader.next();
          more = batch != null;
          if (batch != null) {
            RawShop.add(content, batch);
            after = batch.after();
            batches++;
          }
        }
      }
      assertThat(batches).isGreaterThan(1);
      assertThat(content.rows()).hasSize(40_000).doesNotHaveDuplicates();
    }
  }

  @Test
  void aTableThatPeopleChangedIsReadAsItIs() throws IOException {
    PipelineDefinition plain = pipeline(LINES, REPLACE);
    write("a.jsonl", "{\"id\":1,\"o\":{\"x\":1},\"left\":\"l\"}\n");
    shop.copy(plain, "r1", RunMode.FULL, false);
    database.run("ALTER TABLE bronze.s DROP COLUMN \"left\", ADD COLUMN note text DEFAULT 'n'");
    Content content = shop.read(shop.bronze(plain), "r2");
    assertThat(content.rows()).containsExactly("{\"id\":1,\"o\":{\"x\":1},\"note\":\"n\"}");
    assertThat(content.notes())
        .containsExactly(
            "The column left is no longer in the table.",
            "The column note was not noted; it has the table's type.");

    database.run("DELETE FROM _penstock.raw_columns");
    content = shop.read(shop.bronze(plain), "r3");
    assertThat(content.rows()).containsExactly("{\"id\":1,\"o\":{\"x\":1},\"note\":\"n\"}");
    assertThat(content.schema().findField("o").getMetadata().toString()).contains("json");
    assertThat(content.notes()).hasSize(1).first().asString().contains("were not noted");
  }

  @Test
  void aValueThatAPersonBrokeRejectsItsRecordWithItsAddress() throws SQLException {
    String files = "{ connection: inbox, path: a.parquet, format: parquet }";
    PipelineDefinition plain = pipeline(files, REPLACE);
    parquet("a.parquet", "SELECT i AS id, {'x': i} AS o FROM range(1, 3) r(i)");
    shop.copy(plain, "r1", RunMode.FULL, false);
    database.run("UPDATE bronze.s SET o = '{\"x\": \"no number\"}' WHERE id = 2");
    Content content = shop.read(shop.bronze(plain), "r2");
    assertThat(content.rows()).containsExactly("{\"id\":1,\"o\":{\"x\":1}}");
    assertThat(content.rejects()).hasSize(1);
    String place = content.rejects().getFirst().place();
    assertThat(place).startsWith("bronze bronze.s:");
    long number = Long.parseLong(place.substring(place.lastIndexOf(':') + 1));
    assertThat(
            database.rows(
                "SELECT id FROM bronze.s WHERE ctid = '(%d,%d)'"
                    .formatted(number >> 16, number & 0xffff)))
        .containsExactly("2");
  }

  @Test
  void whatCannotBeReadIsToldClearly() {
    PipelineDefinition plain = pipeline(LINES, REPLACE);
    assertThatThrownBy(() -> shop.read(shop.bronze(plain), "r"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("bronze.s")
        .hasMessageContaining("no raw copy")
        .hasMessageContaining("from the source first");
  }

  @Test
  void aRehearsalNotesNothing() throws IOException {
    PipelineDefinition plain = pipeline(LINES, REPLACE);
    write("a.jsonl", "{\"id\":1}\n");
    shop.destination().rehearse(shop.stage(plain, "r1", RunMode.FULL, false));
    assertThat(database.rows("SELECT * FROM _penstock.raw_columns")).isEmpty();
    shop.destination().clean("r1", 1);
  }

  @Test
  void anEmptyCopyHasItsColumns() throws IOException {
    PipelineDefinition plain = pipeline(CSV, REPLACE);
    write("a.csv", "id,v\n");
    shop.copy(plain, "r1", RunMode.FULL, false);
    Content content = shop.read(shop.bronze(plain), "r2");
    assertThat(content.rows()).isEmpty();
    assertThat(content.schema().getFields())
        .extracting(field -> field.getName())
        .containsExactly("id", "v", Columns.PLACE);
  }

  private void assertTheSame(PipelineDefinition pipeline, int rows) {
    Content source = shop.read(shop.source(pipeline), "r0");
    assertThat(source.rejects()).isEmpty();
    assertThat(source.rows()).hasSize(rows);
    shop.copy(pipeline, "r1", RunMode.FULL, false);

    Content bronze = shop.read(shop.bronze(pipeline), "r2");
    assertThat(bronze.rejects()).isEmpty();
    assertThat(bronze.notes()).isEmpty();
    assertThat(bronze.schema()).isEqualTo(source.schema());
    assertThat(bronze.rows()).containsExactlyInAnyOrderElementsOf(source.rows());
  }

  private static PipelineDefinition pipeline(String source, String output) {
    return RawShop.pipeline(source, output);
  }

  private static String lines(int from, int to, String word) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(from, to)
        .forEach(i -> lines.append(i).append(',').append(word).append(i).append('\n'));
    return lines.toString();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("aZ é😀\\\"\\n{},:'".charAt(random.nextInt(6)));
    }
    return text.toString().replaceAll("[\\ud800-\\udfff]", "?");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void parquet(String name, String query) throws SQLException {
    try (java.sql.Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, folder.resolve(name)));
    }
  }
}
