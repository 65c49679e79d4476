package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  private CsvFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path root) {
    folder = new CsvFolder(root);
  }

  @Test
  void everyKindOfLineEndEndsARecordAndBlankLinesAreNone() {
    folder.write("a.csv", "id,name\r\n\n1,a\r\n\r\n\n2,b\r3,c\n\n\n4,\"d\ne\r\nf\rg\"\n5,h");

    CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

    assertThat(content.rows())
        .containsExactly(
            List.of("1", "a"),
            List.of("2", "b"),
            List.of("3", "c"),
            List.of("4", "d\ne\r\nf\rg"),
            List.of("5", "h"));
    assertThat(content.places()).containsExactly(3L, 6L, 7L, 10L, 14L);
  }

  @Test
  void anEmptyFieldIsNullQuotedOrNot() {
    folder.write("a.csv", "a,b,c\n,\"\",\" \"\n");

    assertThat(folder.read("{'path': 'a.csv'}").rows())
        .containsExactly(Arrays.asList(null, null, " "));
  }

  @Test
  void quotesInsideAFieldAreKept() {
    folder.write("a.csv", "a,b\n5\" pipe,\"say \"\"hi\"\"\"\n");

    assertThat(folder.read("{'path': 'a.csv'}").rows())
        .containsExactly(List.of("5\" pipe", "say \"hi\""));
  }

  @Test
  void delimiterAndQuoteCanBeOthers() {
    folder.write("a.csv", "a\tb\n'x\ty'\t\"\n");

    assertThat(folder.read("{'path': 'a.csv', 'delimiter': '\\t', 'quote': '\\u0027'}").rows())
        .containsExactly(List.of("x\ty", "\""));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    folder
        .write("a.csv", "\uFEFFid\n1\n")
        .writeGzip("a.csv.gz", "\uFEFFid\n1\n".getBytes(UTF_8))
        .write("u.csv", "\uFEFFid\n\u00e9\n", UTF_16LE);

    assertThat(folder.read("{'path': 'a.csv'}").columns()).containsExactly("id");
    assertThat(folder.read("{'path': 'a.csv.gz'}").columns()).containsExactly("id");
    assertThat(folder.read("{'path': 'u.csv'}").columns()).containsExactly("id");
    assertThat(folder.read("{'path': 'u.csv'}").rows()).containsExactly(List.of("é"));
    assertThat(folder.read("{'path': 'u.csv', 'encoding': 'UTF-16LE'}").columns())
        .containsExactly("id");
  }

  @Test
  void aDeclaredEncodingIsFollowed() {
    folder
        .write("w.csv", "name\nGrüße €\n", Charset.forName("windows-1252"))
        .write("s.csv", "name|b\n表|ソ\n", Charset.forName("Shift_JIS"));

    assertThat(folder.read("{'path': 'w.csv', 'encoding': 'windows-1252'}").rows())
        .containsExactly(List.of("Grüße €"));
    assertThat(folder.read("{'path': 's.csv', 'encoding': 'Shift_JIS', 'delimiter': '|'}").rows())
        .containsExactly(List.of("表", "ソ"));
  }

  @Test
  void columnsReplaceTheHeaderOrStandForIt() {
    folder.write("a.csv", "x,x\n1,2\n");

    CsvFolder.Content replaced = folder.read("{'path': 'a.csv', 'columns': ['a', 'b']}");
    assertThat(replaced.columns()).containsExactly("a", "b");
    assertThat(replaced.rows()).containsExactly(List.of("1", "2"));
    assertThat(folder.read("{'path': 'a.csv', 'columns': ['a', 'b'], 'header': false}").rows())
        .containsExactly(List.of("x", "x"), List.of("1", "2"));
    assertThat(problem("{'path': 'a.csv', 'columns': ['a']}").text())
        .isEqualTo(
            "a.csv:1: The header has 2 columns, but columns declares 1. Declare one name for each column, in order.");
  }

  @Test
  void anEmptyNameInTheHeaderBecomesItsPosition() {
    folder.write("a.csv", "id,,\" \"\n1,2,3\n");

    assertThat(folder.read("{'path': 'a.csv'}").columns())
        .containsExactly("id", "column_2", "column_3");
  }

  @Test
  void aNameThatStandsTwiceIsRefusedWithBothPositions() {
    folder.write("a.csv", "\nid,name,ID\n");

    Problem problem = problem("{'path': 'a.csv'}");

    assertThat(problem.where()).isEqualTo("a.csv:2");
    assertThat(problem.message()).contains("ID", "position 1", "position 3");
  }

  @Test
  void emptyFilesGiveNoRows() {
    folder.write("zero.csv", "").write("header.csv", "id,name").write("blank.csv", "\n\r\n\n");

    assertThat(folder.read("{'path': 'zero.csv'}"))
        .isEqualTo(new CsvFolder.Content(List.of(), List.of(), List.of(), List.of(), 1, null));
    assertThat(folder.read("{'path': 'blank.csv'}").columns()).isEmpty();
    assertThat(folder.read("{'path': 'zero.csv', 'columns': ['a', 'b']}").columns())
        .containsExactly("a", "b");
    assertThat(folder.read("{'path': 'header.csv'}"))
        .isEqualTo(
            new CsvFolder.Content(List.of("id", "name"), List.of(), List.of(), List.of(), 1, null));
  }

  @Test
  void severalFilesAreReadInTheOrderOfTheirNames() {
    folder
        .write("in/o-2.csv", "id\n2\n")
        .write("in/o-10.csv", "id\n10\n")
        .write("in/o-3.csv", "")
        .write("in/.o-4.csv", "id\n4\n")
        .write("in/p.csv", "id\n5\n");

    CsvFolder.Content content = folder.read("{'path': 'in/o-*.csv'}");

    assertThat(content.rows()).containsExactly(List.of("10"), List.of("2"));
    assertThat(content.splits()).isEqualTo(3);
    assertThat(folder.read("{'path': 'in/?.csv'}").rows()).containsExactly(List.of("5"));
  }

  @Test
  void filesOfOneStreamMustHaveTheSameColumns() {
    folder.write("a-1.csv", "id,name\n").write("a-2.csv", "id,title\n");

    Problem problem = problem("{'path': 'a-*.csv'}");

    assertThat(problem.where()).isEqualTo("a-2.csv:1");
    assertThat(problem.message()).contains("a-1.csv", "[id, name]", "[id, title]");
  }

  @Test
  void aRecordWithTooManyOrTooFewFieldsIsRejectedWithItsPlace() {
    folder.write("a.csv", "id,name\n1,a\n2,\"b\n\",c\r\n3\n4,d\n");

    CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

    assertThat(content.rows()).containsExactly(List.of("1", "a"), List.of("4", "d"));
    assertThat(content.places()).containsExactly(2L, 6L);
    assertThat(content.rejects()).hasSize(2);
    assertThat(content.rejects().getFirst())
        .satisfies(
            reject -> {
              assertThat(reject.stage()).isEqualTo(Stage.EXTRACT);
              assertThat(reject.step()).isEqualTo("source");
              assertThat(reject.rule()).isEqualTo("field count");
              assertThat(reject.message()).isEqualTo("2 fields were expected, 3 found.");
              assertThat(reject.place()).isEqualTo("a.csv:3");
              assertThat(reject.original()).isEqualTo("2,\"b\n\",c");
            });
    assertThat(content.rejects().getLast().place()).isEqualTo("a.csv:5");
    assertThat(content.rejects().getLast().message()).isEqualTo("2 fields were expected, 1 found.");
  }

  @Test
  void onlyTheRecordThatDoesNotDecodeIsRejected() {
    folder.write("a.csv", "id,name\n1,a\n2,b\u00e9b\n3,c\n".getBytes(ISO_8859_1));

    CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

    assertThat(content.rows()).containsExactly(List.of("1", "a"), List.of("3", "c"));
    assertThat(content.rejects()).hasSize(1);
    assertThat(content.rejects().getFirst().rule()).isEqualTo("encoding");
    assertThat(content.rejects().getFirst().place()).isEqualTo("a.csv:3");
    assertThat(content.rejects().getFirst().message())
        .isEqualTo(
            "The byte 0xE9 behind 3 characters is not valid UTF-8. Declare encoding, for example windows-1252.");
    assertThat(content.rejects().getFirst().original()).isEqualTo("2,b\uFFFDb");
  }

  @Test
  void aRecordThatDoesNotDecodeIsRejectedInAnEncodingThatIsTranscodedToo() {
    byte[] text = "id\n1\nx?\n3\n".getBytes(UTF_16LE);
    text[13] = (byte) 0xDC; // "?" becomes the half of a surrogate pair, U+DC3F
    folder.write("a.csv", text);

    CsvFolder.Content content = folder.read("{'path': 'a.csv', 'encoding': 'UTF-16LE'}");

    assertThat(content.rows()).containsExactly(List.of("1"), List.of("3"));
    assertThat(content.rejects()).hasSize(1);
    assertThat(content.rejects().getFirst().place()).isEqualTo("a.csv:3");
    assertThat(content.rejects().getFirst().message())
        .startsWith("The byte 0x3F behind 1 characters is not valid UTF-16LE.");
  }

  @Test
  void textBehindAClosingQuoteIsRejected() {
    folder.write("a.csv", "id,name\n1,\"a\"b\n2,\"c\" \n3,d\n");

    CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

    assertThat(content.rows()).containsExactly(List.of("3", "d"));
    assertThat(content.rejects()).extracting(r -> r.rule()).containsExactly("quotes", "quotes");
    assertThat(content.rejects()).extracting(r -> r.place()).containsExactly("a.csv:2", "a.csv:3");
  }

  @Test
  void aRecordOfTheGreatestSizeIsTakenAndALongerOneRejectedWhereverItStands() {
    String most = "1," + "x".repeat((1 << 19) - 3);
    for (int before : new int[] {0, 1, 1000, 60_000, 87_000}) {
      String text = "id,name\n" + "0,abcdefgh\n".repeat(before);
      folder.write("a.csv", text + most + "\n\n" + most + "y\n2,\"b\nc\"\n3,d\n");

      CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

      assertThat(content.rows()).hasSize(before + 3);
      assertThat(content.rows().get(before).getLast()).hasSize((1 << 19) - 3);
      assertThat(content.rejects()).hasSize(1);
      assertThat(content.rejects().getFirst().rule()).isEqualTo("record size");
      assertThat(content.rejects().getFirst().message()).contains("524289 bytes", "524288");
      assertThat(content.rejects().getFirst().place()).isEqualTo("a.csv:" + (before + 4));
      assertThat(content.places().getLast()).isEqualTo(before + 7L);
    }
  }

  @Test
  void aFileThatEndsInsideQuotesIsRefusedWithTheLineWhereTheyOpen() {
    String text = "id,name\n1,\"a\nb\"\n2,\"c\n3,d\n4,e\n";
    folder.write("a.csv", text).writeGzip("a.csv.gz", text.getBytes(UTF_8));

    for (String path : List.of("a.csv", "a.csv.gz")) {
      Problem problem = problem("{'path': '" + path + "'}");

      assertThat(problem.where()).isEqualTo(path + ":4");
      assertThat(problem.message())
          .isEqualTo(
              "The file ends inside the quoted field that opens on this line; a closing \" was expected.");
      assertThat(problem.advice()).startsWith("Close the field.");
    }
  }

  @Test
  void aFileThatChangesAfterThePlanIsRefused() throws IOException {
    folder.write("a.csv", "id\n1\n");
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = folder.open(allocator, "{'path': 'a.csv'}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      try (SplitReader reader =
          source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)) {
        Files.setLastModifiedTime(
            folder.root().resolve("a.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(catchThrowableOfType(PermanentException.class, reader::next).problem())
            .satisfies(
                problem -> {
                  assertThat(problem.code()).isEqualTo("file-changed");
                  assertThat(problem.where()).isEqualTo("a.csv");
                });
      }
      assertThat(
              catchThrowableOfType(
                      PermanentException.class,
                      () ->
                          source
                              .read(
                                  plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)
                              .close())
                  .problem()
                  .code())
          .isEqualTo("file-changed");
    }
  }

  @Test
  void cancellationIsAskedWhilePlanningAndWhileGoingToACheckpoint() {
    byte[] text = ("id,name\n" + "1,abcdef\n".repeat(600_000)).getBytes(UTF_8);
    folder.write("a.csv", text).writeGzip("a.csv.gz", text);
    int mebibytes = text.length >> 20;
    try (BufferAllocator allocator = new RootAllocator()) {
      AtomicInteger asked = new AtomicInteger();
      Cancellation counting = () -> asked.incrementAndGet() < 0;

      folder.open(allocator, "{'path': 'a.csv'}").plan(PlanRequest.full("r"), counting);
      assertThat(asked).hasValueGreaterThan(mebibytes);

      Source source = folder.open(allocator, "{'path': 'a.csv.gz'}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      asked.set(0);
      source
          .read(
              plan.stream(),
              plan.splits().getFirst(),
              new Position(text.length, 600_002).toJson(),
              counting)
          .close();
      assertThat(asked).hasValueGreaterThan(mebibytes);
    }
  }

  @Test
  void gzipIsRecognisedByContentUnlessDeclared() {
    byte[] two = "id\n1\n".getBytes(UTF_8);
    byte[] members = Arrays.copyOf(CsvFolder.gzip(two), CsvFolder.gzip(two).length * 2);
    byte[] second = CsvFolder.gzip("2\n3\n".getBytes(UTF_8));
    members = Arrays.copyOf(members, CsvFolder.gzip(two).length + second.length);
    System.arraycopy(second, 0, members, CsvFolder.gzip(two).length, second.length);
    folder.write("a.csv", members).write("b.csv", "id\n1\n");

    assertThat(folder.read("{'path': 'a.csv'}").rows())
        .containsExactly(List.of("1"), List.of("2"), List.of("3"));
    assertThat(problem("{'path': 'b.csv', 'compression': 'gzip'}").code())
        .isEqualTo("bad-compression");
  }

  @Test
  void allWrongOptionsAreToldAtOnce() {
    try (BufferAllocator allocator = new RootAllocator()) {
      PermanentException error =
          catchThrowableOfType(
              PermanentException.class,
              () ->
                  folder.open(
                      allocator,
                      "{'delimiter': '::', 'quote': 7, 'header': 'no', 'columns': ['a', 'A'],"
                          + " 'encoding': 'klingon', 'compression': 'zip', 'split_size': 1,"
                          + " 'checksum': 'md5:1'}"));

      assertThat(error.problems())
          .extracting(Problem::where)
          .containsExactly(
              "delimiter",
              "quote",
              "header",
              "columns",
              "path",
              "compression",
              "split_size",
              "checksum",
              "encoding");
    }
  }

  @Test
  void aHeaderlessFileNeedsColumns() {
    assertThat(problem("{'path': 'a.csv', 'header': false}").where()).isEqualTo("columns");
  }

  @Test
  void manyColumnsAreRead() {
    String header = String.join(",", Collections.nCopies(3_000, "")) + "\n";
    folder.write("a.csv", header + ("x,".repeat(2_999) + "y\n").repeat(500));

    CsvFolder.Content content = folder.read("{'path': 'a.csv'}");

    assertThat(content.rows()).hasSize(500);
    assertThat(content.rows().getLast().getLast()).isEqualTo("y");
  }

  private Problem problem(String options) {
    return catchThrowableOfType(PermanentException.class, () -> folder.read(options)).problem();
  }
}
