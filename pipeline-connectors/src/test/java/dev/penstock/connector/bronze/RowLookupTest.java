package dev.penstock.connector.bronze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.RowOrigin;
import dev.penstock.connector.RowOrigin.Source;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a row of a warehouse back to the line of its file. */
@ExtendWith(PostgresExtension.class)
class RowLookupTest {
  private static final TableName OUT = TableName.parse("silver.out");
  private static final String SOURCE =
      "{ connection: inbox, path: '*.csv', format: csv, schema: { id: bigint } }";
  private static final String UPSERT = "mode: upsert, key: [id], lineage: true";

  private final TestDatabase database;
  private final Path folder;
  private final RawShop shop;

  RowLookupTest(TestDatabase database, @TempDir Path folder) {
    this.database = database;
    this.folder = folder;
    this.shop = new RawShop(database, folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace", "append", "upsert", "history", "continuous"})
  void everyModeLeadsBackToTheLine(String mode) throws IOException {
    write("a.csv", "id,name", "1,Ann", "2,Ben");
    write("b.csv", "id,name", "3,Cid");
    run("r1", RunMode.INCREMENTAL, "mode: " + mode + ", key: [id], lineage: true");
    RowOrigin found = find("2");
    assertThat(found.run()).isEqualTo("r1");
    assertThat(found.pipeline()).contains("shop");
    assertThat(found.version()).hasValue(1);
    assertThat(found.stream()).isEqualTo("s");
    assertThat(found.output()).isEqualTo("out");
    assertThat(found.origin()).isEqualTo("a.csv");
    assertThat(found.place()).hasValue(3);
    assertThat(found.row()).contains("\"name\": \"Ben\"").doesNotContain("_lineage");
    assertThat(raw(found)).contains("\"name\": \"Ben\"").contains("\"_source_place\": \"a.csv:3\"");
    assertThat(find("3").origin()).isEqualTo("b.csv");
    assertThat(raw(find("3"))).contains("Cid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "history", "continuous"})
  void aRowThatChangedLeadsToTheRunThatChangedIt(String mode) throws IOException {
    String output = "mode: " + mode + ", key: [id], lineage: true";
    write("a.csv", "id,name", "1,Ann", "2,Ben");
    run("r1", RunMode.INCREMENTAL, output);
    write("a.csv", "id,name", "9,New", "1,Ann", "2,Bob");
    run("r2", RunMode.INCREMENTAL, output);
    assertThat(current("1", mode).run()).isEqualTo("r1");
    assertThat(current("2", mode).run()).isEqualTo("r2");
    assertThat(raw(current("2", mode))).contains("Bob").contains("a.csv:4");
    if (mode.equals("history")) {
      Map<String, String> ended = Map.of("id", "2", "current", "false");
      RowOrigin old = shop.destination().origin(OUT, ended).orElseThrow();
      assertThat(raw(old)).contains("Ben").contains("a.csv:3");
      assertThatThrownBy(() -> find("2")).hasMessageContaining("More than one row");
    }
  }

  @Test
  void rowsOfDifferentRunsStandBesideEachOtherUntilTheTableIsReplaced() throws IOException {
    String output = "mode: append, lineage: true";
    write("a.csv", "id,name", "1,Ann");
    run("r1", RunMode.INCREMENTAL, output);
    write("a.csv", "id,name", "2,Ben");
    run("r2", RunMode.INCREMENTAL, output);
    assertThat(find("1").run()).isEqualTo("r1");
    assertThat(raw(find("1"))).contains("Ann");
    assertThat(raw(find("2"))).contains("Ben");
    run("r3", RunMode.FULL, output);
    assertThat(find("2").run()).isEqualTo("r3");
    assertThat(database.rows("SELECT DISTINCT run_id FROM _penstock.origin")).containsExactly("r3");
  }

  @Test
  void aDryRunLeavesNoOrigins() throws IOException {
    write("a.csv", "id,name", "1,Ann");
    run("r1", RunMode.INCREMENTAL, UPSERT);
    write("a.csv", "id,name", "1,Eve");
    RunWork work = shop.stage(pipeline(UPSERT), "r2", RunMode.INCREMENTAL, false);
    shop.destination().rehearse(work);
    assertThat(database.rows("SELECT DISTINCT run_id FROM _penstock.origin")).containsExactly("r1");
    assertThat(raw(find("1"))).contains("Ann");
    // A publish that comes twice gives the same.
    shop.destination().publish(work);
    List<String> before = origins();
    shop.destination().publish(work);
    assertThat(origins()).isEqualTo(before);
    assertThat(find("1").run()).isEqualTo("r2");
  }

  @Test
  void whereTheRawRecordIsGoneTheAnswerSaysWhy() throws IOException {
    write("a.csv", "id,name", "1,Ann");
    run("r1", RunMode.INCREMENTAL, UPSERT);
    database.run("TRUNCATE bronze.s");
    assertThat(missing(find("1"))).contains("not in the raw copy bronze.s");
    database.run("DROP TABLE bronze.s");
    assertThat(missing(find("1"))).contains("no longer there");
  }

  @Test
  void aTableGetsTheColumnsUnlessItIsFrozen() throws IOException {
    write("a.csv", "id,name", "1,Ann");
    run("r1", RunMode.INCREMENTAL, "mode: upsert, key: [id]");
    refused("no-lineage", Map.of("id", "1"));
    write("a.csv", "id,name", "1,Ann", "2,Ben");
    run("r2", RunMode.INCREMENTAL, UPSERT + ", contract: freeze");
    refused("no-lineage", Map.of("id", "2"));
    write("a.csv", "id,name", "1,Ann", "2,Bob");
    run("r3", RunMode.INCREMENTAL, UPSERT);
    assertThat(raw(find("2"))).contains("Bob");
    refused("origin-unknown", Map.of("id", "1"));
    // Whoever has the columns gets them, so that no row keeps those of another record.
    write("a.csv", "id,name", "7,New", "2,Bea");
    run("r4", RunMode.INCREMENTAL, "mode: upsert, key: [id], contract: freeze");
    assertThat(find("2").run()).isEqualTo("r4");
    assertThat(raw(find("2"))).contains("Bea");
  }

  @Test
  void columnsThatOnlyLookLikeLineageAreRefused() throws IOException {
    write("a.csv", "id,_lineage_split", "1,7");
    assertThatThrownBy(() -> run("r1", RunMode.FULL, "mode: replace"))
        .hasMessageContaining("_lineage_split");
  }

  @Test
  void theWinnerOfManyIsFound() throws IOException {
    write("a.csv", "id,name", "1,Ann", "1,Zoe", "1,Bea");
    PipelineDefinition pipeline =
        RawShop.pipeline(
            SOURCE + "\n    steps: [ { deduplicate: { key: [id], order: [{ name: desc }] } } ]",
            "mode: replace, lineage: true");
    shop.copy(pipeline, "r1", RunMode.FULL, false);
    assertThat(raw(find("1"))).contains("Zoe").contains("a.csv:3");
  }

  @Test
  void keysAreOfAnyTypeAndNeverSql() throws IOException {
    write(
        "a.csv",
        "\"i\"\"d\",u,d,n,t,f,b",
        "1,00000000-0000-4000-8000-000000000001,2026-01-31,1.50,O'Neil,true,",
        "2,00000000-0000-4000-8000-000000000002,2026-02-28,1.51,x' OR '1'='1,false,y");
    PipelineDefinition pipeline =
        RawShop.pipeline(
            "{ connection: inbox, path: a.csv, format: csv, schema: { 'i\"d': bigint, u: uuid,"
                + " d: date, n: 'decimal(10,2)', f: boolean } }",
            "mode: replace, key: ['i\"d', u], lineage: true");
    shop.copy(pipeline, "r1", RunMode.FULL, false);
    found(2, Map.of("i\"d", "1", "u", "00000000-0000-4000-8000-000000000001"));
    found(3, Map.of("u", "00000000-0000-4000-8000-000000000002", "d", "2026-02-28"));
    assertThat(raw(shop.destination().origin(OUT, Map.of("t", "O'Neil")).orElseThrow()))
        .contains("\"b\": null");
    found(2, Map.of("n", "1.5"));
    found(2, Map.of("t", "O'Neil"));
    found(3, Map.of("t", "x' OR '1'='1"));
    found(3, Map.of("f", "false"));
    none(Map.of("n", "1.505"));
    none(Map.of("t", "' OR true --"));
    none(Map.of("b", "∅"));
    refused("row-key", Map.of("i\"d", "1 OR true"));
    refused("row-key", Map.of("i\"d", "99999999999999999999"));
    refused("row-key", Map.of("id\" IS NOT NULL OR \"u", "1"));
    refused("row-key", Map.of("_lineage_place", "2"));
    database.run("ALTER TABLE silver.out ADD COLUMN same text DEFAULT 'z'");
    refused("row-key", Map.of("same", "z"));
    database.run("DROP TABLE silver.out");
    refused("table-missing", Map.of("same", "z"));
  }

  private void found(long place, Map<String, String> key) {
    assertThat(shop.destination().origin(OUT, key).orElseThrow().place()).hasValue(place);
  }

  private void none(Map<String, String> key) {
    assertThat(shop.destination().origin(OUT, key)).isEmpty();
  }

  private void refused(String code, Map<String, String> key) {
    assertThatThrownBy(() -> shop.destination().origin(OUT, key))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  private RowOrigin find(String id) {
    return shop.destination().origin(OUT, Map.of("id", id)).orElseThrow();
  }

  private RowOrigin current(String id, String mode) {
    return mode.equals("history")
        ? shop.destination().origin(OUT, Map.of("id", id, "current", "true")).orElseThrow()
        : find(id);
  }

  private static String raw(RowOrigin found) {
    assertThat(found.source()).isInstanceOf(Source.Raw.class);
    return ((Source.Raw) found.source()).record();
  }

  private static String missing(RowOrigin found) {
    assertThat(found.source()).isInstanceOf(Source.Missing.class);
    return ((Source.Missing) found.source()).why();
  }

  private List<String> origins() {
    return database.rows("SELECT * FROM _penstock.origin ORDER BY target, id");
  }

  private void run(String run, RunMode mode, String output) {
    shop.copy(pipeline(output), run, mode, false);
  }

  private static PipelineDefinition pipeline(String output) {
    return RawShop.pipeline(SOURCE, output);
  }

  private void write(String file, String... lines) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
  }
}
