package dev.penstock.api.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.runs.Progress.OutputProgress;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.batch.Counts;
import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult.StagedOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final Counts COUNTS = new Counts(9, 7, 2, 1, 1);

  @Test
  void anEntryShowsWhatBecameOfEveryRecord() {
    Books books = progress(0, 0).books();

    assertThat(books.balanced()).isTrue();
    assertThat(books.problems()).isEmpty();
    assertThat(books.entries().getLast())
        .isEqualTo(new Books.Entry("s", "t", 10, 1, 9, 1, 1, 0, 2, 7, 1, 6, 0, null, 0));
  }

  @Test
  void bronzeIsNotTransformed() {
    assertThat(progress(0, 0).books().entries().getFirst())
        .isEqualTo(new Books.Entry("s", "bronze", 10, 1, 0, 0, 0, 0, 0, 9, 0, 9, 0, null, 0));
  }

  @Test
  void aDifferenceInOneOutputUnbalancesTheBooksAndNamesIt() {
    Books books = progress(0, 3).books();

    assertThat(books.balanced()).isFalse();
    assertThat(books.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("books-do-not-balance");
              assertThat(problem.where()).isEqualTo("streams.s.outputs.t");
              assertThat(problem.message()).contains("3 records", "read 10", "loaded 6");
            });
  }

  @Test
  void behindTheAuditRowsAreRemovedOrPublished() {
    Books books =
        progress(0, 0)
            .books(
                List.of(new StagedOutput("s", "bronze", 9, 9), new StagedOutput("s", "t", 6, 2)));

    assertThat(books.balanced()).isTrue();
    assertThat(books.entries().getLast().removed()).isEqualTo(4);
    assertThat(books.entries().getLast().published()).isEqualTo(2);
  }

  @Test
  void anAuditThatFoundOtherRowsThanWereLoadedUnbalancesTheBooks() {
    Books books = progress(0, 0).books(List.of(new StagedOutput("s", "t", 5, 2)));

    assertThat(books.balanced()).isFalse();
    assertThat(books.entries().getLast().difference()).isEqualTo(1);
    assertThat(books.problems().getFirst().message())
        .contains("loaded 6", "removed", "published 2");
  }

  @Test
  void stagesCountWhatTheyPassedOn() {
    Progress progress = progress(0, 0);

    assertThat(progress.records(Stage.EXTRACT)).isEqualTo(9);
    assertThat(progress.records(Stage.TRANSFORM)).isEqualTo(7);
    assertThat(progress.records(Stage.LOAD)).isEqualTo(15);
    assertThat(progress.rejected()).isEqualTo(4);
    assertThat(progress.filtered()).isEqualTo(1);
  }

  @Test
  void aRunWithoutAPlanIsNotComplete() {
    assertThat(progress(0, 0).complete()).isTrue();
    StreamProgress unplanned =
        new StreamProgress("s", false, List.of(), 1, 1, 1, 1, 1, 0, 0, 10, 1, 2);
    assertThat(new Progress(List.of(unplanned), List.of()).complete()).isFalse();
    StreamProgress empty = new StreamProgress("s", true, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(new Progress(List.of(empty), List.of()).complete()).isFalse();
  }

  private static Progress progress(long bronze, long silver) {
    return new Progress(
        List.of(new StreamProgress("s", true, List.of(), 1, 1, 1, 1, 1, 0, 0, 10, 1, 2)),
        List.of(
            new OutputProgress("s", "bronze", 1, 1, 1, 9, 9, 0, bronze, Counts.ZERO),
            new OutputProgress("s", "t", 1, 1, 1, 7, 6, 1, silver, COUNTS)));
  }
}
