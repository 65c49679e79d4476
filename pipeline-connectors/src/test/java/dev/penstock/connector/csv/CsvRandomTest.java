package dev.penstock.connector.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random files, read here, by DuckDB and by the generator that knows them. */
class CsvRandomTest {
  private Path root;

  @BeforeEach
  void makeRoot(@TempDir Path root) {
    this.root = root;
  }

  @ParameterizedTest
  @CsvSource({
    "LF, false, 1, 500",
    "LF, true, 2, 3000",
    "CRLF, true, 3, 20000",
    "LF, false, 7, 20000",
    "CRLF, false, 25, 4000"
  })
  void rowsAndPlacesAreWhatWasWritten(String ends, boolean blanks, int columns, int rows)
      throws SQLException {
    long seed = new SplittableRandom().nextLong();
    RandomGenerator random = new SplittableRandom(seed);
    String lineEnd = ends.equals("LF") ? "\n" : "\r\n";
    RandomCsv csv = RandomCsv.generate(random, columns, rows, lineEnd, blanks);
    // A single empty field is a blank line: no record, and no line that DuckDB agrees on.
    RandomCsv wanted = columns == 1 ? quoteAll(csv, lineEnd) : csv;
    CsvFolder folder = new CsvFolder(root).write("r.csv", wanted.text());

    CsvFolder.Content content = folder.read("{'path': 'r.csv', 'split_size': 65536}");

    assertThat(content.rejects()).as("seed %d", seed).isEmpty();
    assertThat(content.columns()).isEqualTo(wanted.columns());
    assertThat(content.rows()).as("seed %d", seed).isEqualTo(wanted.rows());
    assertThat(content.places()).as("seed %d", seed).isEqualTo(wanted.places());
    assertThat(content.splits()).isEqualTo(expectedSplits(wanted, content.splits()));
    assertThat(content.rows())
        .as("DuckDB, seed %d", seed)
        .isEqualTo(duckDb(root.resolve("r.csv"), wanted.columns(), lineEnd));
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32", "GB18030"})
  void encodingsThatTheScannerCannotReadGiveTheSameRows(Charset charset) {
    long seed = new SplittableRandom().nextLong();
    RandomCsv csv = RandomCsv.generate(new SplittableRandom(seed), 5, 12_000, "\n", true);
    CsvFolder folder =
        new CsvFolder(root)
            .write("r.csv", csv.text(), charset)
            .writeGzip("r.csv.gz", csv.text().getBytes(charset));
    String encoding = "'encoding': '" + charset.name() + "'";

    CsvFolder.Content plain = folder.read("{'path': 'r.csv', " + encoding + "}");
    CsvFolder.Content packed = folder.read("{'path': 'r.csv.gz', " + encoding + "}");

    assertThat(plain.rows()).as("seed %d", seed).isEqualTo(csv.rows());
    assertThat(plain.places()).as("seed %d", seed).isEqualTo(csv.places());
    assertThat(packed).isEqualTo(plain);
    assertThat(plain.rejects()).isEmpty();
  }

  private static RandomCsv quoteAll(RandomCsv csv, String lineEnd) {
    String text =
        csv.rows().stream()
            .map(List::getFirst)
            .map(value -> "\"" + (value == null ? "" : value.replace("\"", "\"\"")) + "\"")
            .collect(Collectors.joining(lineEnd, "c1" + lineEnd, lineEnd));
    return new RandomCsv(text, csv.columns(), csv.rows(), csv.places());
  }

  /** Splits of 64 KiB, each up to the next end of a record: never more than fit, two if two do. */
  private static int expectedSplits(RandomCsv csv, int found) {
    int bytes = csv.text().getBytes(StandardCharsets.UTF_8).length;
    assertThat(found).isBetween(bytes / (80 << 10), bytes / (64 << 10) + 1);
    return found;
  }

  private static List<List<@Nullable String>> duckDb(
      Path file, List<String> columns, String lineEnd) throws SQLException {
    String types =
        columns.stream()
            .map(column -> "'" + column + "': 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    String sql =
        "SELECT * FROM read_csv('%s', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', new_line='%s', parallel=false, columns=%s)"
            .formatted(file, lineEnd.equals("\n") ? "\\n" : "\\r\\n", types);
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
