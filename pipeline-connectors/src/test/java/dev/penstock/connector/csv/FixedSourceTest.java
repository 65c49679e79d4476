package dev.penstock.connector.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedSourceTest {
  private static final String FIELDS = "'fields': {'id': '1-3', 'name': '4-9', 'flag': 10}";

  private CsvFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path root) {
    folder = new CsvFolder(root, "fixed");
  }

  @Test
  void fieldsAreCutAtTheirPositionsAndTrimmed() {
    folder.write("a.txt", "001ab c  Y\r\n\r\n 2 \"d,\t  \n003      N ignored\n");

    CsvFolder.Content content =
        folder.read("{'path': 'a.txt', 'short_lines': 'pad', " + FIELDS + "}");

    assertThat(content.columns()).containsExactly("id", "name", "flag");
    assertThat(content.rows())
        .containsExactly(
            List.of("001", "ab c", "Y"),
            Arrays.asList("2", "\"d,\t", null),
            Arrays.asList("003", null, "N"));
    assertThat(content.places()).containsExactly(1L, 3L, 4L);
    assertThat(content.rejects()).isEmpty();
  }

  @Test
  void untrimmedFieldsKeepTheirBlanks() {
    folder.write("a.txt", "1  ab     Y\n");

    assertThat(folder.read("{'path': 'a.txt', 'trim': false, " + FIELDS + "}").rows())
        .containsExactly(List.of("1  ", "ab    ", " "));
  }

  @Test
  void aShortLineIsRejectedOrPadded() {
    folder.write("a.txt", "001abcdefY\n002abc\n003\n004abcdefN");

    CsvFolder.Content rejected = folder.read("{'path': 'a.txt', " + FIELDS + "}");
    CsvFolder.Content padded =
        folder.read("{'path': 'a.txt', 'short_lines': 'pad', " + FIELDS + "}");

    assertThat(rejected.rows())
        .containsExactly(List.of("001", "abcdef", "Y"), List.of("004", "abcdef", "N"));
    assertThat(rejected.rejects())
        .extracting(reject -> reject.place() + " " + reject.rule() + " " + reject.message())
        .containsExactly(
            "a.txt:2 line length 10 characters were expected, at least, but the line has 6.",
            "a.txt:3 line length 10 characters were expected, at least, but the line has 3.");
    assertThat(rejected.rejects().getFirst().original()).isEqualTo("002abc");
    assertThat(padded.rows().subList(1, 3))
        .containsExactly(Arrays.asList("002", "abc", null), Arrays.asList("003", null, null));
  }

  @Test
  void positionsCountCharactersWhateverTheEncoding() {
    String text = "\u00e9\ud83d\ude00x\u8868bcdefY\n";
    folder
        .write("u8.txt", text)
        .write("u16.txt", text, Charset.forName("UTF-16"))
        .write("latin.txt", "\u00e9\u00e8xabcdefY\n", Charset.forName("windows-1252"));

    for (String path : List.of("u8.txt", "u16.txt")) {
      assertThat(folder.read("{'path': '" + path + "', " + FIELDS + "}").rows())
          .containsExactly(List.of("\u00e9\ud83d\ude00x", "\u8868bcdef", "Y"));
    }
    assertThat(
            folder.read("{'path': 'latin.txt', 'encoding': 'windows-1252', " + FIELDS + "}").rows())
        .containsExactly(List.of("\u00e9\u00e8x", "abcdef", "Y"));
  }

  @Test
  void theLastFieldMayGoToTheEndOfTheLineAndFieldsMayLieInEachOther() {
    folder.write("a.txt", "20240131 some words\n20240201 \n");

    assertThat(
            folder
                .read("{'path': 'a.txt', 'fields': {'day': '1-8', 'year': '1-4', 'text': '9-'}}")
                .rows())
        .containsExactly(
            List.of("20240131", "2024", "some words"), Arrays.asList("20240201", "2024", null));
  }

  @Test
  void linesThatAreNoRecordsAreSkippedInEachFile() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      folder.write("a-1.txt", String.join(end, "title", "", "001abcdefY", ""));
      folder.write("a-2.txt", String.join(end, "\uFEFFtitle", "", "002abcdefN"));
      folder.write("a-3.txt", "title");

      CsvFolder.Content content =
          folder.read("{'path': 'a-*.txt', 'skip_lines': 2, " + FIELDS + "}");

      assertThat(content.rows())
          .containsExactly(List.of("001", "abcdef", "Y"), List.of("002", "abcdef", "N"));
      assertThat(content.places()).containsExactly(3L, 3L);
    }
  }

  @Test
  void aHeaderLongerThanAPieceIsSkipped() {
    folder.write("a.txt", "x".repeat(200_000) + "\r\n" + "001abcdefY\n");

    assertThat(folder.read("{'path': 'a.txt', 'skip_lines': 1, " + FIELDS + "}").rows())
        .containsExactly(List.of("001", "abcdef", "Y"));
  }

  @Test
  void wrongOptionsAreToldAtOnce() {
    PermanentException error =
        catchThrowableOfType(
            PermanentException.class,
            () ->
                folder.read(
                    "{'path': 'a.txt', 'fields': {'a': '0-3', 'b': '5-4', 'c': 'x', 'd': '1-2',"
                        + " 'D': '3'}, 'skip_lines': -1, 'short_lines': 'null'}"));

    assertThat(error.problems())
        .extracting(Problem::where)
        .containsExactly("fields.a", "fields.b", "fields.c", "fields", "skip_lines", "short_lines");
  }
}
