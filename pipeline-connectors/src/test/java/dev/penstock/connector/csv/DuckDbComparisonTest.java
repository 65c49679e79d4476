package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example data and random lines, row for row as DuckDB reads them. */
class DuckDbComparisonTest {
  private static final Path DATA = Path.of("..", "examples", "data");

  private Path root;

  @BeforeEach
  void makeRoot(@TempDir Path root) {
    this.root = root;
  }

  @ParameterizedTest
  @ValueSource(strings = {"birdstrikes.csv", "airports.csv"})
  void exampleDataAreReadAsDuckDbReadsThem(String name) throws IOException, SQLException {
    byte[] bytes = Files.readAllBytes(DATA.resolve(name));
    CsvFolder folder =
        new CsvFolder(root).write(name, bytes).writeZstd("z", bytes).writeGzip("g", bytes);
    List<List<@Nullable String>> expected =
        query("SELECT * FROM read_csv('%s', all_varchar=true)".formatted(root.resolve(name)));

    CsvFolder.Content whole = folder.read("{'path': '" + name + "', 'split_size': 65536}");

    assertThat(whole.rows()).isEqualTo(expected);
    assertThat(whole.rejects()).isEmpty();
    assertThat(whole.splits()).isGreaterThan(2);
    assertThat(folder.read("{'path': 'z'}").rows()).isEqualTo(expected);
    assertThat(folder.read("{'path': 'g'}").rows()).isEqualTo(expected);
  }

  @Test
  void tabsBetweenFieldsAreReadAsDuckDbReadsThem() throws IOException, SQLException {
    Files.createDirectories(root);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM read_csv('%s', all_varchar=true)) TO '%s' (DELIMITER '\t', HEADER)"
              .formatted(DATA.resolve("birdstrikes.csv"), root.resolve("b.tsv")));
    }
    CsvFolder folder = new CsvFolder(root, "tsv");

    assertThat(folder.read("{'path': 'b.tsv'}").rows())
        .isEqualTo(
            query(
                "SELECT * FROM read_csv('%s', all_varchar=true, delim='\t')"
                    .formatted(root.resolve("b.tsv"))));
  }

  @Test
  void fixedWidthsAreCutAsDuckDbCutsThem() throws SQLException {
    long seed = new SplittableRandom().nextLong();
    RandomGenerator random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    String letters = "ab \u00e9\u8868\ud83d\ude00,\"'";
    int[] characters = letters.codePoints().toArray();
    for (int i = 0; i < 20_000; i++) {
      text.append(i % 10);
      for (int n = random.nextInt(40); n > 0; n--) {
        text.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      text.append('\n');
    }
    CsvFolder folder = new CsvFolder(root, "fixed").write("f.txt", text.toString());
    String cut = "nullif(trim(substr(line, %d, %d)), '')";
    String sql =
        "SELECT %s, %s, %s FROM read_csv('%s', columns={'line': 'VARCHAR'}, auto_detect=false, delim='\t', quote='', escape='', header=false)"
            .formatted(
                cut.formatted(1, 5),
                cut.formatted(6, 1),
                cut.formatted(9, 100),
                root.resolve("f.txt"));

    CsvFolder.Content content =
        folder.read(
            "{'path': 'f.txt', 'short_lines': 'pad', 'split_size': 65536,"
                + " 'fields': {'a': '1-5', 'b': '6', 'c': '9-'}}");

    assertThat(content.rows()).as("seed %d", seed).isEqualTo(query(sql));
    assertThat(content.rows()).hasSize(20_000);
    assertThat(text.toString().getBytes(UTF_8).length / 65536).isPositive();
    assertThat(content.splits()).isGreaterThan(3);
  }

  private static List<List<@Nullable String>> query(String sql) throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
