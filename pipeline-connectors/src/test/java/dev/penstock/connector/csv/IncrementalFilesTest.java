package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalFilesTest {
  private static final String OPTIONS = "{'path': '**/*.csv', 'incremental': true}";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CsvFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path root) {
    folder = new CsvFolder(root);
  }

  @Test
  void onlyNewAndChangedFilesAreReadAgain() throws IOException {
    folder.write("a.csv", "id\n1\n").write("in/b.csv", "id\n2\n").write("in/c.csv", "id\n3\n");
    CsvFolder.Content first = read(null);
    folder.write("d.csv", "id\n4\n");
    Files.setLastModifiedTime(
        folder.root().resolve("in/c.csv"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    CsvFolder.Content second = read(first.state());
    CsvFolder.Content again = read(first.state());

    assertThat(first.rows()).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    assertThat(second.rows()).containsExactly(List.of("4"), List.of("3"));
    assertThat(again).isEqualTo(second);
  }

  @Test
  void aFileThatGoesAndComesBackIsNew() throws IOException {
    folder.write("a.csv", "id\n1\n").write("b.csv", "id\n2\n");
    JsonNode both = read(null).state();
    byte[] a = Files.readAllBytes(folder.root().resolve("a.csv"));
    FileTime time = Files.getLastModifiedTime(folder.root().resolve("a.csv"));
    Files.delete(folder.root().resolve("a.csv"));
    JsonNode one = read(both).state();
    folder.write("a.csv", a);
    Files.setLastModifiedTime(folder.root().resolve("a.csv"), time);

    assertThat(read(both).rows()).isEmpty();
    assertThat(read(one).rows()).containsExactly(List.of("1"));
  }

  @Test
  void withoutANewFileThePlanHasNoSplitsAndTheKnownColumns() throws IOException {
    folder.write("a.csv", "id,name\n1,a\n");
    try (BufferAllocator allocator = new RootAllocator()) {
      SourcePlan first = folder.open(allocator, OPTIONS).plan(request(null), Cancellation.NEVER);
      PlanRequest request = new PlanRequest("r", first.state(), first.stream().schema(), false);

      SourcePlan second = folder.open(allocator, OPTIONS).plan(request, Cancellation.NEVER);
      Files.delete(folder.root().resolve("a.csv"));
      SourcePlan third = folder.open(allocator, OPTIONS).plan(request, Cancellation.NEVER);

      assertThat(second.splits()).isEmpty();
      assertThat(second.stream()).isEqualTo(first.stream());
      assertThat(second.state()).isEqualTo(first.state());
      assertThat(second.notes()).containsExactly("No file is new.");
      assertThat(third.splits()).isEmpty();
      assertThat(third.state()).isNotEqualTo(first.state());
    }
  }

  @Test
  void aFirstRunWithoutAFileIsAnError() {
    assertThat(catchThrowableOfType(PermanentException.class, () -> read(null)).problem().code())
        .isEqualTo("file-missing");
  }

  @Test
  void withoutTheOptionEverythingIsReadAndNothingNoted() {
    folder.write("a.csv", "id\n1\n");
    JsonNode state = read(null).state();

    CsvFolder.Content content =
        folder.read("{'path': '*.csv'}", new PlanRequest("r", state, null, false));

    assertThat(content.rows()).hasSize(1);
    assertThat(content.state()).isNull();
  }

  @Test
  void aNoteThatIsNotOurOwnIsAsNone() throws IOException {
    folder.write("a.csv", "id\n1\n");

    for (String note : List.of("{}", "{\"files\":7}", "{\"files\":\"%%\"}", "[1]", "null")) {
      assertThat(read(JSON.readTree(note)).rows()).hasSize(1);
    }
  }

  @Test
  void theNoteOfManyFilesIsSmall() {
    for (int i = 0; i < 3_000; i++) {
      folder.write("a-%d.csv".formatted(i), "id\n");
    }
    CsvFolder.Content first = read(null);

    assertThat(String.valueOf(first.state()).length()).isLessThan(3_000 * 11 + 50);
    assertThat(read(first.state()).splits()).isZero();
  }

  @Test
  void aSampleTakesTheFirstFileOnlyAndDoesNotScanIt() {
    folder
        .write("a.csv", "")
        .write("b.csv", "id\n" + "1\n".repeat(100_000))
        .write("c.csv", "other\n1\n");

    CsvFolder.Content sample =
        folder.read(
            "{'path': '*.csv', 'split_size': 65536}", new PlanRequest("r", null, null, true));

    assertThat(sample.columns()).containsExactly("id");
    assertThat(sample.splits()).isEqualTo(2);
    assertThat(sample.rows()).hasSize(100_000);
  }

  @Test
  void aFileMustHaveTheChecksumThatIsDeclared() throws Exception {
    byte[] text = "id\n1\n".getBytes(UTF_8);
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    folder.write("a.csv", text).write("b.csv", "id\n2\n");
    String options = ".csv', 'checksum': 'sha256:" + sum + "'}";

    assertThat(folder.read("{'path': 'a" + options).rows()).hasSize(1);
    assertThat(
            catchThrowableOfType(
                    PermanentException.class, () -> folder.read("{'path': 'b" + options))
                .problem())
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("wrong-checksum");
              assertThat(problem.where()).isEqualTo("b.csv");
              assertThat(problem.message()).contains(sum);
            });
    assertThat(
            catchThrowableOfType(
                    PermanentException.class, () -> folder.read("{'path': '*" + options))
                .problem()
                .where())
        .isEqualTo("checksum");
  }

  private CsvFolder.Content read(@Nullable JsonNode state) {
    return folder.read(OPTIONS, request(state));
  }

  private static PlanRequest request(@Nullable JsonNode state) {
    return new PlanRequest("r", state, null, false);
  }
}
