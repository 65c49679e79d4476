package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.api.rejects.RejectSummary.RuleCount;
import dev.penstock.definition.RejectBudget;
import dev.penstock.error.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Says what is wrong with a run's rejects. */
final class RejectProblems {
  /** The most reasons that are told of a stream. */
  static final int REASONS = 5;

  private RejectProblems() {}

  /** Each stream with its numbers and its most frequent reasons. */
  static List<Problem> of(Verdict.OverBudget over, RejectSummary summary) {
    List<Problem> problems = new ArrayList<>();
    for (Verdict.Excess excess : over.excesses()) {
      problems.add(excess(excess));
      summary.top(excess.stream(), REASONS).stream()
          .map(RejectProblems::reason)
          .forEach(problems::add);
    }
    return problems;
  }

  static Problem underWay(Verdict.Wait wait) {
    return new Problem(
        "rejects-under-way",
        "rejects",
        numbers(wait) + " The run is audited once all are here.",
        "");
  }

  static Problem missing(Verdict.Wait wait) {
    return new Problem(
        "rejects-missing",
        "rejects",
        numbers(wait) + " The topic of rejects is read to its end: they will not come any more.",
        "Nothing was published. The log of the API names rejects that it could not read. Start the"
            + " run again.");
  }

  private static String numbers(Verdict.Wait wait) {
    return wait.missing()
        + " of "
        + wait.counted()
        + " rejects that the stages counted have not arrived.";
  }

  private static Problem excess(Verdict.Excess excess) {
    String numbers =
        switch (excess.budget()) {
          case RejectBudget.Count count ->
              excess.rejected()
                  + " records were rejected so far; at most "
                  + count.max()
                  + " may be.";
          case RejectBudget.Percent percent ->
              excess.rejected()
                  + " of "
                  + excess.read()
                  + " records read were rejected so far, "
                  + percent(excess.rejected(), excess.read())
                  + "; at most "
                  + percent.text()
                  + " may be.";
        };
    return new Problem(
        "too-many-rejects",
        "streams." + excess.stream() + ".rejects",
        numbers,
        "Nothing was published. Correct the source or the steps named below, or raise the budget.");
  }

  private static Problem reason(RuleCount rule) {
    String step = rule.step().isEmpty() ? "" : "." + rule.step();
    return new Problem(
        "reject-reason",
        "streams." + rule.stream() + step,
        rule.count()
            + " rejects in "
            + rule.stage()
            + ": "
            + rule.rule()
            + ". The first, at "
            + rule.examplePlace()
            + ": "
            + rule.exampleMessage(),
        "");
  }

  private static String percent(long part, long whole) {
    return whole == 0
        ? "of none"
        : BigDecimal.valueOf(part)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString()
            + " %";
  }
}
