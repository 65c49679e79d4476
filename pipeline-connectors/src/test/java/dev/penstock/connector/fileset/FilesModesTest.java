package dev.penstock.connector.fileset;

import static dev.penstock.connector.Vectors.BIGINT;
import static dev.penstock.connector.Vectors.DATE;
import static dev.penstock.connector.Vectors.DOUBLE;
import static dev.penstock.connector.Vectors.INT;
import static dev.penstock.connector.Vectors.TEXT;
import static dev.penstock.connector.Vectors.decimal;
import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.list;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.Vectors;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.LocalTree;
import dev.penstock.connector.fileset.Manifest.DataFile;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.Contract;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.FilesDefinition.Format;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesModesTest {
  private static final Schema THINGS =
      schema(field("id", BIGINT), field("name", TEXT), field("stand", BIGINT));

  private final FileTree tree;
  private Destination destination;

  FilesModesTest(@TempDir Path root) {
    tree = LocalTree.of(new Connection("lake", "files", Map.of("root", root.toString())));
    destination = new FilesetDestination(tree, Clock.systemUTC());
  }

  @BeforeEach
  void open() {
    destination.close();
    destination = new FilesetDestination(tree, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    destination.close();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private List<String> read(String table) {
    return FileReader.rows(tree, table).orElseThrow();
  }

  private Table table() {
    return new Manifests(tree).table("silver.things").orElseThrow();
  }

  private static Layout layout(Format format, OptionalLong rows, @Nullable String by) {
    return new Layout(
        List.of(),
        Optional.ofNullable(by).map(column -> new Layout.Partition(column, Optional.empty())),
        Optional.of(new FilesDefinition(format, rows)));
  }

  /** The judge is a map: a row wins that is not older, by the order and then by its place. */
  @Test
  void upsertsAsAMapWould() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    record Kept(@Nullable String name, @Nullable Long stand) {}
    Map<Long, Kept> judge = new TreeMap<>();
    try (FilesHarness harness =
        new FilesHarness(
            LoadMode.UPSERT, List.of("id"), Optional.of("stand"), Contract.EVOLVE, Layout.PLAIN)) {
      for (int run = 0; run < 6; run++) {
        Map<Long, Kept> winners = new TreeMap<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          long id = random.nextInt(25);
          String name = random.nextInt(5) == 0 ? null : "n" + random.nextInt(4);
          Long stand = random.nextInt(6) == 0 ? null : (long) random.nextInt(10);
          rows.add(row(id, name, stand));
          Kept before = winners.get(id);
          if (before == null || order(stand) >= order(before.stand())) {
            winners.put(id, new Kept(name, stand));
          }
        }
        long inserted = winners.keySet().stream().filter(id -> !judge.containsKey(id)).count();
        long updated = 0;
        for (Map.Entry<Long, Kept> winner : winners.entrySet()) {
          Kept before = judge.get(winner.getKey());
          if (before == null || order(winner.getValue().stand()) >= order(before.stand())) {
            updated += before != null && !before.equals(winner.getValue()) ? 1 : 0;
            judge.put(winner.getKey(), winner.getValue());
          }
        }

        PublishResult result = harness.publish(destination, "r" + run, THINGS, rows);

        assertThat(read("silver.things"))
            .as("seed %d run %d", seed, run)
            .containsExactlyInAnyOrderElementsOf(
                judge.entrySet().stream()
                    .map(
                        e ->
                            e.getKey()
                                + "|"
                                + shown(e.getValue().name())
                                + "|"
                                + shown(e.getValue().stand()))
                    .toList());
        assertThat(result.tables().getFirst().changes())
            .as("seed %d run %d", seed, run)
            .isEqualTo(new Changes(inserted, updated, 0));
      }
    }
  }

  private static long order(@Nullable Long stand) {
    return stand == null ? -1 : stand;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "∅" : value.toString();
  }

  @Test
  void rowsThatChangeNothingLeaveTheFilesAsTheyAre() {
    try (FilesHarness harness = new FilesHarness(LoadMode.UPSERT, "id")) {
      harness.publish(destination, "r1", THINGS, List.of(row(1L, "a", 1L), row(2L, "b", 1L)));
      List<DataFile> before = table().files();

      PublishResult again = harness.publish(destination, "r2", THINGS, List.of(row(2L, "b", 1L)));

      assertThat(again.tables().getFirst().changes()).isEqualTo(new Changes(0, 0, 0));
      assertThat(table().files()).isEqualTo(before);
    }
  }

  @Test
  void theSameRowsAreTheSameFile() {
    try (FilesHarness harness = new FilesHarness(LoadMode.REPLACE)) {
      harness.publish(destination, "r1", THINGS, List.of(row(1L, "a", 1L)));
      List<DataFile> before = table().files();

      harness.publish(destination, "r2", THINGS, List.of(row(1L, "a", 1L)));

      assertThat(table().files()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Format.class, names = "TAR", mode = EnumSource.Mode.EXCLUDE)
  void keepsValuesThroughEveryFormatAndBack(Format format) {
    Schema all =
        schema(
            field("id", BIGINT),
            field("text", TEXT),
            field("price", decimal(30, 4)),
            field("share", DOUBLE),
            field("day", DATE),
            field("at", Vectors.INSTANT),
            field("bytes", Vectors.BINARY),
            field("yes", Vectors.BOOL),
            list("tags", field("tag", TEXT)),
            ExtensionTypes.uuid("guid"),
            ExtensionTypes.json("json"));
    UUID guid = UUID.fromString("7f0c2a52-51a8-4d6c-9f0e-2f2f0b9f3a11");
    List<List<@Nullable Object>> first =
        List.of(
            row(
                1L,
                "",
                new BigDecimal("12345678901234567890123456.7891"),
                0.1,
                LocalDate.of(2024, 2, 29),
                Instant.parse("2024-02-29T12:00:00.123456Z"),
                new byte[] {0, 1, (byte) 0xFF},
                true,
                List.of("a,b", "\"q\"", "line\nbreak"),
                guid,
                "{\"a\":[1,2]}"),
            row(2L, "a,\"b\"\nc", null, Double.NaN, null, null, null, null, null, null, null));
    List<List<@Nullable Object>> second =
        List.of(
            row(
                3L,
                null,
                new BigDecimal("1.0000"),
                2.5,
                null,
                null,
                null,
                false,
                null,
                null,
                null));
    List<String> direct;
    try (FilesHarness harness =
        new FilesHarness(
            LoadMode.APPEND,
            List.of("id"),
            Optional.empty(),
            Contract.EVOLVE,
            layout(format, OptionalLong.empty(), null))) {
      harness.publish(destination, "r1", all, first);
      harness.model("copy", "SELECT * FROM {ref:things}");
      // The model reads the old rows from the files and is Parquet, which keeps every type.
      harness.publish(destination, "r2", all, second);
      direct = read("gold.copy");
    }

    assertThat(direct).hasSize(3);
    assertThat(direct.get(0))
        .startsWith("1||12345678901234567890123456.7891|0.1|2024-02-29|2024-02-29")
        .contains("[a,b, \"q\", line\nbreak]".substring(1, 4))
        .contains(guid.toString())
        .contains("[1,2]");
    assertThat(direct.get(1)).isEqualTo("2|a,\"b\"\nc|∅|NaN|∅|∅|∅|∅|∅|∅|∅");
    assertThat(direct.get(2)).isEqualTo("3|∅|1.0000|2.5|∅|∅|∅|f|∅|∅|∅");
    assertThat(table().format()).isEqualTo(format.name().toLowerCase(Locale.ROOT));
    assertThat(table().rows()).isEqualTo(3);
  }

  @Test
  void dividesRowsIntoFoldersAndParts() {
    try (FilesHarness harness =
        new FilesHarness(
            LoadMode.REPLACE,
            List.of(),
            Optional.empty(),
            Contract.EVOLVE,
            layout(Format.PARQUET, OptionalLong.of(3), "name"))) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (long i = 0; i < 10; i++) {
        rows.add(row(i, i % 2 == 0 ? "a/b ü" : i == 9 ? null : "..", 1L));
      }
      harness.publish(destination, "r1", THINGS, rows);

      assertThat(read("silver.things")).hasSize(10);
      Map<String, Long> folders = new HashMap<>();
      table()
          .files()
          .forEach(f -> folders.merge(f.path().replaceAll("/part-.*", ""), f.rows(), Long::sum));
      assertThat(folders)
          .isEqualTo(
              Map.of(
                  "silver/things/name=a%2Fb%20%C3%BC",
                  5L,
                  "silver/things/name=%2E.",
                  4L,
                  "silver/things/name=__HIVE_DEFAULT_PARTITION__",
                  1L));
      assertThat(table().files()).allSatisfy(f -> assertThat(f.rows()).isLessThanOrEqualTo(3));
      assertThat(table().files())
          .extracting(f -> String.valueOf(f.partition()))
          .contains("{name=a/b ü}", "{name=null}");
    }
  }

  @Test
  void addsColumnsWidensTypesAndSaysWhatItDid() {
    Schema narrow = schema(field("id", INT), field("name", TEXT));
    Schema wide = schema(field("id", BIGINT), field("name", TEXT), field("more", DOUBLE));
    try (FilesHarness harness = new FilesHarness(LoadMode.APPEND, "id")) {
      PublishResult first = harness.publish(destination, "r1", narrow, List.of(row(1, "a")));
      PublishResult second =
          harness.publish(destination, "r2", wide, List.of(row(5_000_000_000L, "b", 0.5)));
      harness.publish(destination, "r3", narrow, List.of(row(7, "c")));

      assertThat(first.ddl())
          .containsExactly("CREATE TABLE \"silver\".\"things\" (\"id\" INTEGER, \"name\" VARCHAR)");
      assertThat(second.ddl())
          .containsExactly(
              "ALTER TABLE \"silver\".\"things\" ALTER COLUMN \"id\" TYPE BIGINT",
              "ALTER TABLE \"silver\".\"things\" ADD COLUMN \"more\" DOUBLE");
      assertThat(read("silver.things")).containsExactly("1|a|∅", "7|c|∅", "5000000000|b|0.5");
    }
  }

  @Test
  void refusesColumnsThatDoNotFitBeforeTheFirstRow() {
    try (FilesHarness harness = new FilesHarness(LoadMode.APPEND);
        FilesHarness frozen =
            new FilesHarness(
                LoadMode.APPEND, List.of(), Optional.empty(), Contract.FREEZE, Layout.PLAIN)) {
      harness.publish(
          destination, "r1", schema(field("id", INT), field("name", TEXT)), List.of(row(1, "a")));

      assertThatThrownBy(
              () ->
                  harness.load(
                      destination,
                      "r2",
                      schema(field("id", TEXT), field("name", BIGINT)),
                      List.of(row("x", 1L))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("table-columns");
                assertThat(e.problem().message())
                    .contains(
                        "\"id\" is VARCHAR in the output and INTEGER in the table",
                        "\"name\" is BIGINT in the output and VARCHAR in the table");
              });
      assertThatThrownBy(
              () ->
                  frozen.load(
                      destination,
                      "r3",
                      schema(field("id", INT), field("name", TEXT), field("more", TEXT)),
                      List.of(row(1, "a", "b"))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("contract-frozen"));
      assertThat(tree.list(StagedBatches.FOLDER)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/tmp/*')",
        "SELECT getenv('HOME') AS h",
        "SELECT * FROM duckdb_settings()",
        "SELECT 1 AS a; ATTACH '/tmp/x.db'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "SELECT 1 AS a) AS m; DROP TABLE silver.things; SELECT * FROM (SELECT 1"
      })
  void modelsReachNothingButTheirTables(String sql) {
    try (FilesHarness harness = new FilesHarness(LoadMode.REPLACE)) {
      harness.model("bad", sql);
      harness.load(destination, "r1", THINGS, List.of(row(1L, "a", 1L)));

      assertThatThrownBy(() -> harness.audit(destination, "r1"))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("model-sql");
                assertThat(e.problem().text()).doesNotContain("penstock-work");
              });
    }
  }

  @Test
  void aReaderSeesTheWholeOfOneRun() throws Exception {
    try (FilesHarness harness =
            new FilesHarness(LoadMode.REPLACE)
                .model("total", "SELECT sum(stand) AS s, count(*) AS n FROM {ref:things}");
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      harness.publish(destination, "r0", THINGS, rows(0));
      AtomicBoolean done = new AtomicBoolean();
      Future<Integer> reader =
          pool.submit(
              () -> {
                int reads = 0;
                while (!done.get()) {
                  Manifest now = new Manifests(tree).find("things").manifest();
                  List<String> silver;
                  List<String> gold;
                  try {
                    silver = FileReader.rows(tree, now.table("silver.things").orElseThrow());
                    gold = FileReader.rows(tree, now.table("gold.total").orElseThrow());
                  } catch (Exception e) {
                    // Files of a run stay until two further ones are published: so long was this
                    // reader held up, or they are missing.
                    if (number(new Manifests(tree).find("things").manifest()) < number(now) + 2) {
                      throw e;
                    }
                    continue;
                  }
                  long run = Long.parseLong(silver.getFirst().split("\\|")[2]);
                  assertThat(silver).hasSize(20).allMatch(r -> r.endsWith("|" + run));
                  assertThat(gold).containsExactly(20 * run + "|20");
                  reads++;
                }
                return reads;
              });
      for (long run = 1; run <= 8; run++) {
        harness.publish(destination, "r" + run, THINGS, rows(run));
      }
      done.set(true);
      assertThat(reader.get()).isPositive();
    }
  }

  private static int number(Manifest manifest) {
    return Integer.parseInt(Objects.requireNonNull(manifest.run()).substring(1));
  }

  private static List<List<@Nullable Object>> rows(long run) {
    return LongStream.range(0, 20).mapToObj(i -> row(i, "n", run)).toList();
  }

  @Test
  void aRehearsalAnswersAsThePublishWillAndShowsNothing() {
    try (FilesHarness harness = new FilesHarness(LoadMode.UPSERT, "id")) {
      harness.publish(destination, "r1", THINGS, List.of(row(1L, "a", 1L), row(2L, "b", 1L)));
      harness.load(destination, "r2", THINGS, List.of(row(2L, "c", 1L), row(3L, "d", 1L)));
      harness.audit(destination, "r2");

      PublishResult rehearsed = destination.rehearse(harness.work("r2"));

      assertThat(read("silver.things")).containsExactly("1|a|1", "2|b|1");
      assertThat(rehearsed.tables().getFirst().changes()).isEqualTo(new Changes(1, 1, 0));
      assertThat(destination.publish(harness.work("r2"))).isEqualTo(rehearsed);
    }
  }
}
