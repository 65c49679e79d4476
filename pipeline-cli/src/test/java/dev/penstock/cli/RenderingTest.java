package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.RunView.BookEntry;
import dev.penstock.cli.client.RunView.Books;
import dev.penstock.cli.client.RunView.Changes;
import dev.penstock.cli.client.RunView.CheckView;
import dev.penstock.cli.client.RunView.ProblemView;
import dev.penstock.cli.client.RunView.StageView;
import dev.penstock.cli.client.RunView.StreamView;
import dev.penstock.cli.client.RunView.TableView;
import dev.penstock.cli.client.RunView.WarningView;
import dev.penstock.cli.run.ProgressView;
import dev.penstock.cli.run.Report;
import dev.penstock.cli.stack.TablePreview;
import dev.penstock.cli.terminal.Numbers;
import dev.penstock.cli.terminal.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void numbersAreReadable() {
    assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.bytes(200L << 20)).isEqualTo("200 MiB");
    assertThat(Numbers.bytes(3L << 29)).isEqualTo("1.50 GiB");
    assertThat(Numbers.duration(Duration.ofMillis(3_210))).isEqualTo("3.2 s");
    assertThat(Numbers.duration(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
  }

  @Test
  void tablesAlignNumbersToTheRightAndLetNoControlCharacterThrough() {
    TextTable table = new TextTable("name", "rows:");
    table.row("a\u001b[2Jb", "7");
    table.row("strikes", "1,000");

    assertThat(table.lines())
        .containsExactly(
            "  name      rows", "  -------  -----", "  a [2Jb       7", "  strikes  1,000");
    assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWideTableShowsAsManyColumnsAsFit() {
    List<String> titles =
        List.of(
            "a".repeat(30),
            "b".repeat(22),
            "c",
            "d".repeat(22),
            "e",
            "f".repeat(40),
            "g".repeat(40));
    List<String> row = List.of("1", "2", "3", "4", "5", "6", "7");

    List<String> lines = TablePreview.fitted(titles, List.of(row));

    assertThat(lines).allMatch(line -> line.length() <= 110);
    assertThat(lines.getFirst()).contains("…").contains(" f").doesNotContain("g");
    assertThat(lines.getLast()).isEqualTo("  … and 1 more column");
  }

  @Test
  void theBarFollowsBytesInTheExtractorAndRecordsBehindIt() {
    RunView run =
        run(
            "RUNNING",
            List.of(
                stage("extract", "RUNNING", 500, START),
                stage("transform", "RUNNING", 250, START),
                stage("load", "PENDING", 0, null)),
            List.of(new StreamView("s", true, 2, 0, 1_000, 500)));

    List<String> lines = ProgressView.lines(run, START.plusSeconds(2), 100);

    assertThat(lines.getFirst())
        .contains("extract   ███████████░░░░░░░░░░░  50 %")
        .contains("500 records")
        .contains("250/s")
        .contains("2 s left");
    assertThat(lines.get(1)).contains(" 25 %");
    assertThat(lines.get(2)).contains("  0 %").contains("pending");
    assertThat(lines.getLast()).contains("RUNNING");
  }

  @Test
  void noLineOfProgressIsLongerThanTheTerminal() {
    RunView run =
        run(
            "RUNNING",
            List.of(stage("extract", "RUNNING", 123_456_789, START)),
            List.of(new StreamView("s", true, 2, 0, 1_000, 500)));

    for (int width : List.of(60, 80, 100, 160)) {
      assertThat(ProgressView.lines(run, START.plusSeconds(100), width))
          .allMatch(line -> line.length() < width);
    }
    assertThat(ProgressView.lines(run, START.plusSeconds(100), 60).getFirst())
        .contains("50 %")
        .doesNotContain("rejects");
  }

  @Test
  void aTableIsCutWhereTheTerminalEndsButNotItsNumbers() {
    TextTable table = new TextTable("name", "rows:", "what");
    table.row("a".repeat(40), "1,234,567", "b".repeat(50));

    assertThat(table.lines(60)).allMatch(line -> line.length() < 60);
    assertThat(table.lines(60).getLast()).contains("1,234,567").contains("a…").contains("b…");
  }

  @Test
  void aStageIsNeverWholeBeforeItSaysSo() {
    RunView run =
        run(
            "RUNNING",
            List.of(stage("extract", "RUNNING", 10, START)),
            List.of(new StreamView("s", true, 1, 0, 10, 10)));

    assertThat(ProgressView.part(run, run.stages().getFirst())).isLessThan(1);
    assertThat(ProgressView.part(run, stage("extract", "DONE", 10, START))).isEqualTo(1);
  }

  @Test
  void booksThatDoNotBalanceAreNotHidden() {
    Books books =
        new Books(false, List.of(new BookEntry("s", "t", 10, 1, 9, 2, 3, 0, 1, 7, 1, 5, 2, 3L, 1)));

    List<String> lines = Report.books(books, 200);

    assertThat(lines.getFirst()).isEqualTo("Books: NOT BALANCED");
    assertThat(lines.getLast().trim().split(" +", -1))
        .containsExactly("s", "t", "10", "3", "3", "2", "0", "5", "2", "3", "1");
  }

  @Test
  void booksThatAreTooWideLeaveOutWhatIsZeroEverywhere() {
    BookEntry raw =
        new BookEntry("strikes", "raw", 10_000, 0, 0, 0, 0, 0, 0, 0, 0, 10_000, 0, 1L, 0);
    BookEntry fine = new BookEntry("strikes", "t", 10_000, 0, 0, 0, 7, 0, 0, 0, 0, 9_993, 0, 1L, 0);

    List<String> lines = Report.books(new Books(true, List.of(raw, fine)), 90);

    assertThat(lines.get(1))
        .contains("read", "rejected", "filtered", "loaded", "published", "difference")
        .doesNotContain("merged")
        .doesNotContain("expanded")
        .doesNotContain("removed");
    assertThat(lines).allMatch(line -> line.length() < 90);
    assertThat(Report.books(new Books(true, List.of(raw, fine)), 200).get(1)).contains("merged");
  }

  @Test
  void aFailedCheckShowsItsMessageAndRows() {
    List<String> lines =
        Report.checks(
            List.of(
                new CheckView(
                    "not_null",
                    "strikes",
                    false,
                    "2 rows without a date",
                    2,
                    List.of(Map.of("id", 7)),
                    "FAILED"),
                new CheckView("range", "strikes", true, "1 row is odd", 1, List.of(), "WARNED")),
            200);

    assertThat(lines).anyMatch(line -> line.contains("FAILED"));
    assertThat(lines).anyMatch(line -> line.contains("warned"));
    assertThat(lines).anyMatch(line -> line.contains("1 row is odd"));
    assertThat(lines).contains("  not_null on strikes: 2 rows without a date", "    id = 7");
  }

  @Test
  void aProblemReadsPlaceThenMessageThenAdvice() {
    assertThat(new ProblemView("x", "a.csv line 3", "no end quote", null).text())
        .isEqualTo("a.csv line 3: no end quote");
  }

  @Test
  void warningsAreCountedByRule() {
    List<String> lines = Report.warnings(run("SUCCEEDED", List.of(), List.of()).warnings(), 200);

    assertThat(lines.getFirst()).isEqualTo("Warnings");
    assertThat(lines.getLast())
        .contains("s", "amount at most 5", "1,200", "a.csv:3", "amount: 9 is not at most 5");
    assertThat(Report.warnings(List.of(), 200)).isEmpty();
  }

  @Test
  void tablesStandInTheOrderOfTheLayers() {
    RunView run = run("SUCCEEDED", List.of(), List.of());

    assertThat(Report.tables(run, 200)).hasSize(6);
    assertThat(Report.tables(run, 200).get(3)).contains("bronze.t");
    assertThat(Report.examples(run)).extracting(TableView::layer).containsExactly("gold", "silver");
    assertThat(Report.headline(run)).isEqualTo("Run 01 of p (version 2) SUCCEEDED after 1.5 s");
  }

  private static StageView stage(
      String name, String state, long records, @org.jspecify.annotations.Nullable Instant start) {
    return new StageView(name, state, records, 0, 0, start, null);
  }

  private static RunView run(String state, List<StageView> stages, List<StreamView> streams) {
    return new RunView(
        "01",
        "p",
        2,
        state,
        START,
        START,
        null,
        1_500,
        stages,
        streams,
        null,
        null,
        List.of(
            new WarningView(
                "s", "amount at most 5", 1_200, "a.csv:3", "amount: 9 is not at most 5")),
        List.of(),
        List.of(
            new TableView("gold", "g", "gold.g", 1, null),
            new TableView("silver", "t", "silver.t", 5, new Changes(3, 2, 1)),
            new TableView("bronze", "t", "bronze.t", 10, null)),
        List.of(),
        null,
        null,
        null,
        false,
        List.of("CREATE TABLE \"silver\".\"t\" (\"id\" bigint)"));
  }
}
