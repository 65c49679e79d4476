package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs that go to a folder of files and to a DuckDB file, while the loader is killed with SIGKILL
 * at random moments, compared by DuckDB with what must come out. {@code -Dpenstock.seed=N} repeats
 * it as far as the machine allows.
 */
class OtherDestinationsTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final long ROWS = 60_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "other-destinations";

  private final TestBed bed = TestBed.shared();
  private final Path home = TestBed.home();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void filesAreExactAndWholeThoughTheLoaderIsKilled() throws Exception {
    Orders.Written written = write("lake");
    run("lake", "lake", written);

    JsonNode manifest = manifest("orders_lake");
    List<Path> parts = files(manifest, "silver.orders_lake");
    same(
        "lake",
        "read_parquet(["
            + parts.stream().map(p -> "'" + p + "'").collect(Collectors.joining(", "))
            + "])",
        "jdbc:duckdb:");
  }

  @Test
  void aDatabaseFileIsExactThoughTheLoaderIsKilled() throws Exception {
    Orders.Written written = write("duck");
    run("duck", "duck", written);

    same("duck", "silver.orders_duck", duck());
  }

  @Test
  void theExampleOfFilesIsReadByItsManifest() throws Exception {
    example("to-files");
    List<Path> first = files(manifest("to-files"), "silver.lake_penguins");
    assertThat(count("read_parquet(['" + join(first) + "'])", "jdbc:duckdb:")).isEqualTo(344);
    assertThat(files(manifest("to-files"), "gold.lake_species")).isNotEmpty();

    example("to-files");

    assertThat(files(manifest("to-files"), "silver.lake_penguins"))
        .as("the same rows are the same files")
        .isEqualTo(first);
  }

  @Test
  void theExampleOfADatabaseFileCanBeOpenedBetweenRuns() throws Exception {
    example("to-duckdb");
    example("to-duckdb");

    assertThat(count("silver.penguins", duck())).isEqualTo(344);
    assertThat(count("gold.penguin_species", duck())).isEqualTo(3);
  }

  @Test
  void theExampleOfADatasetHasEveryPictureInOnePartOnly() throws Exception {
    example("shapes");

    List<String> names = new ArrayList<>();
    for (Path archive : files(manifest("shapes"), "datasets.shapes")) {
      names.addAll(inTar(archive).stream().filter(name -> name.endsWith(".png")).toList());
    }
    assertThat(names).hasSize(60);
    assertThat(new TreeSet<>(names)).as("different pictures").hasSize(60);
  }

  private Orders.Written write(String name) {
    return new Orders(seed)
        .write(
            bed.file(FOLDER + "/" + name + ".csv"), bed.file(FOLDER + "/" + name + ".clean"), ROWS);
  }

  private void run(String name, String connection, Orders.Written written)
      throws InterruptedException {
    say("seed " + seed);
    bed.client().store("orders_" + name, yaml(name, connection));
    String run = bed.client().run("orders_" + name);
    for (int kill = 0; kill < 4; kill++) {
      TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1_500));
      say(
          name
              + ": killing the loader at "
              + bed.client().await(run, TO_THE_END, "", _ -> true).state());
      bed.restart(Component.LOADER);
    }
    Run end = bed.client().await(run, TO_THE_END);
    assertThat(end.state()).as("%s", end).isEqualTo(RunState.SUCCEEDED);
    assertThat(end.balanced()).as("books of %s", end).isTrue();
    assertThat(end.rejects()).isEqualTo(written.bad());
  }

  private void example(String name) throws IOException {
    String yaml = Files.readString(TestBed.project().resolve("examples/" + name + ".yaml"));
    String pipeline =
        yaml.lines()
            .filter(line -> line.startsWith("name:"))
            .findFirst()
            .orElseThrow()
            .substring("name:".length())
            .strip();
    bed.client().store(pipeline, yaml);
    Run run = bed.client().succeed(bed.client().run(pipeline));
    assertThat(run.balanced()).isTrue();
  }

  private JsonNode manifest(String pipeline) throws IOException {
    return JSON.readTree(home.resolve("lake/_penstock/manifests/" + pipeline + ".json").toFile());
  }

  /** The files of a table, whose bytes are what the manifest says. */
  private List<Path> files(JsonNode manifest, String table) throws IOException {
    List<Path> files = new ArrayList<>();
    for (JsonNode one : manifest.path("tables")) {
      if (one.path("table").asText().equals(table)) {
        for (JsonNode file : one.path("files")) {
          Path path = home.resolve("lake").resolve(file.path("path").asText());
          assertThat(sha256(path)).isEqualTo(file.path("sha256").asText());
          files.add(path);
        }
      }
    }
    return files;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Brings the rows into the warehouse, as CSV by DuckDB, and compares them there. */
  private void same(String name, String table, String url) {
    String expected = "expected.other_" + name;
    String found = "expected.other_" + name + "_found";
    Path file = bed.file(FOLDER + "/" + name + ".found");
    execute(
        "COPY (SELECT "
            + Orders.CLEAN_COLUMNS
            + " FROM "
            + table
            + ") TO '"
            + file
            + "' (HEADER, FORCE_QUOTE (note))",
        url);
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected",
            "CREATE TABLE " + expected + Orders.CLEAN_TABLE,
            "CREATE TABLE " + found + Orders.CLEAN_TABLE);
    bed.warehouse().copy(expected, bed.file(FOLDER + "/" + name + ".clean"));
    bed.warehouse().copy(found, file);
    assertThat(bed.warehouse().difference("SELECT * FROM " + expected, "SELECT * FROM " + found))
        .as("rows of %s that differ", table)
        .isEmpty();
    assertThat(bed.warehouse().count(found)).isPositive();
  }

  /** The loader closes the file soon after its last work. */
  private String duck() {
    String url = "jdbc:duckdb:" + home.resolve("duck.duckdb");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (Connection connection = open(url)) {
                return connection.isValid(1);
              } catch (SQLException e) {
                return false;
              }
            });
    return url;
  }

  private static Connection open(String url) throws SQLException {
    Properties properties = new Properties();
    if (!url.equals("jdbc:duckdb:")) {
      properties.setProperty("duckdb.read_only", "true");
    }
    return DriverManager.getConnection(url, properties);
  }

  private static long count(String from, String url) {
    try (Connection connection = open(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void execute(String sql, String url) {
    try (Connection connection = open(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String join(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining("', '"));
  }

  /** Names in a tar file: the first 100 bytes of each header of 512 (POSIX.1-1988, ustar). */
  private static List<String> inTar(Path archive) {
    List<String> names = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(archive);
      for (int at = 0; at + 512 <= bytes.length && bytes[at] != 0; ) {
        String name = new String(bytes, at, 100, StandardCharsets.UTF_8);
        String size = new String(bytes, at + 124, 12, StandardCharsets.US_ASCII);
        names.add(name.substring(0, name.indexOf(0) < 0 ? 100 : name.indexOf(0)));
        at += 512 + (int) ((Long.parseLong(size.replace("\0", "").strip(), 8) + 511) / 512 * 512);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  private static String yaml(String name, String connection) {
    return """
        apiVersion: penstock/v1
        name: orders_%1$s
        streams:
          orders:
            source: { connection: data, path: %3$s/%1$s.csv, format: csv, split_size: 1048576 }
            steps:
              - derive: { email: lower(trim(email)) }
              - derive: { domain: "split_part(email, '@', 2)" }
              - cast:
                  order_id: bigint
                  customer_id: bigint
                  amount: decimal(12,2)
                  created_at: timestamp
                  updated_at: timestamp
              - validate:
                  - { rule: email is an address, check: "regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')" }
                  - { rule: amount is not negative, check: amount >= 0 }
            outputs:
              orders_%1$s: { connection: %2$s, table: silver.orders_%1$s, key: [order_id] }
        """
        .formatted(name, connection, FOLDER);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[other destinations] " + text);
  }
}
