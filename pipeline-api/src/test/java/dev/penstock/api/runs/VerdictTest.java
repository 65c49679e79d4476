package dev.penstock.api.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.api.rejects.RejectSummary.RuleCount;
import dev.penstock.api.rejects.RejectTally;
import dev.penstock.api.runs.Progress.OutputProgress;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.batch.Counts;
import dev.penstock.batch.Stage;
import dev.penstock.definition.RejectBudget;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void aLoadedRunWaitsForItsRejectsAndGoesOnWithTheLast() {
    assertThat(verdict(loaded(), tally(1, 1, 1), "100")).isEqualTo(new Verdict.Wait(1, 4));
    assertThat(verdict(loaded(), tally(1, 2, 1), "100")).isEqualTo(new Verdict.Staged());
  }

  @Test
  void aRejectThatWasCountedTwiceHoldsNothingUp() {
    assertThat(verdict(loaded(), tally(1, 3, 1), "100")).isEqualTo(new Verdict.Staged());
  }

  @Test
  void aNumberIsJudgedWhileTheStreamIsStillRead() {
    Progress reading = progress(false, 0);

    assertThat(verdict(reading, tally(2, 1, 0), "3")).isEqualTo(new Verdict.GoOn());
    assertThat(verdict(reading, tally(2, 2, 0), "3")).isInstanceOf(Verdict.OverBudget.class);
    assertThat(verdict(reading, tally(1, 0, 0), "0")).isInstanceOf(Verdict.OverBudget.class);
  }

  @Test
  void aPartIsJudgedOnceTheStreamIsReadToItsEnd() {
    assertThat(verdict(progress(false, 0), tally(9, 0, 0), "40%")).isEqualTo(new Verdict.GoOn());
    assertThat(verdict(loaded(), tally(1, 2, 1), "40%")).isEqualTo(new Verdict.Staged());
    assertThat(verdict(loaded(), tally(1, 3, 1), "40%"))
        .isEqualTo(
            new Verdict.OverBudget(
                List.of(
                    new Verdict.Excess(
                        "s", new RejectBudget.Percent(40), 5, 10, Stage.TRANSFORM))));
  }

  @Test
  void rejectsOfAnotherStreamDoNotCount() {
    RejectTally others = new RejectTally(List.of(new RejectTally.Count("t", Stage.LOAD, 50)));

    assertThat(verdict(progress(false, 0), others, "3")).isEqualTo(new Verdict.GoOn());
  }

  @Test
  void booksThatDoNotBalanceAreNoReasonToWait() {
    assertThat(verdict(progress(true, 3), tally(0, 0, 0), "100"))
        .isInstanceOf(Verdict.Unbalanced.class);
  }

  @Test
  void problemsNameNumbersAndTheFiveMostFrequentReasons() {
    Verdict.OverBudget over =
        new Verdict.OverBudget(
            List.of(new Verdict.Excess("s", RejectBudget.of("0.5%"), 7, 1000, Stage.TRANSFORM)));
    List<RuleCount> rules =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new RuleCount(
                        i == 1 ? "other" : "s",
                        "transform",
                        "steps[0].cast",
                        "rule " + i,
                        "conversion",
                        8 - i,
                        "s.csv:" + i,
                        "amount: `x` is not a number."))
            .toList();

    List<Problem> problems = RejectProblems.of(over, new RejectSummary(7, 7, rules));

    assertThat(problems.getFirst().code()).isEqualTo("too-many-rejects");
    assertThat(problems.getFirst().where()).isEqualTo("streams.s.rejects");
    assertThat(problems.getFirst().message())
        .isEqualTo("7 of 1000 records read were rejected so far, 0.7 %; at most 0.5% may be.");
    assertThat(problems).hasSize(6);
    assertThat(problems.get(1))
        .isEqualTo(
            new Problem(
                "reject-reason",
                "streams.s.steps[0].cast",
                "8 rejects in transform: rule 0. The first, at s.csv:0: amount: `x` is not a"
                    + " number.",
                ""));
    assertThat(problems).noneMatch(problem -> problem.message().contains("rule 1"));
  }

  private static Verdict verdict(Progress progress, RejectTally tally, String budget) {
    return Verdict.of(
        progress,
        tally,
        List.of(
            new StreamOutputs("s", "", List.of("t"), Optional.of(RejectBudget.of(budget))),
            new StreamOutputs("t", "", List.of("u"), Optional.empty())));
  }

  private static RejectTally tally(long extract, long transform, long load) {
    return new RejectTally(
        List.of(
            new RejectTally.Count("s", Stage.EXTRACT, extract),
            new RejectTally.Count("s", Stage.TRANSFORM, transform),
            new RejectTally.Count("s", Stage.LOAD, load)));
  }

  private static Progress loaded() {
    return progress(true, 0);
  }

  /** Ten records read; one rejected while reading, two by steps, one while loading. */
  private static Progress progress(boolean done, long difference) {
    long splits = done ? 1 : 0;
    return new Progress(
        List.of(
            new StreamProgress("s", true, List.of(), 1, splits, splits, 1, splits, 0, 0, 10, 1, 2)),
        List.of(
            new OutputProgress(
                "s", "t", 1, 1, splits, 7, 6, 1, difference, new Counts(9, 7, 2, 0, 0))));
  }
}
