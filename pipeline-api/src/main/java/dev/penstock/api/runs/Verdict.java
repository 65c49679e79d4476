package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectTally;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.batch.Stage;
import dev.penstock.definition.RejectBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the counts and the rejects of a running run lead to. */
sealed interface Verdict {
  /** It goes on. */
  record GoOn() implements Verdict {}

  /**
   * Everything is loaded and the books balance, but not all of the rejects have arrived.
   *
   * @param missing how many have not
   * @param counted how many there must be
   */
  record Wait(long missing, long counted) implements Verdict {}

  /** Everything is loaded, the books balance, all rejects are here. */
  record Staged() implements Verdict {}

  /** Everything is loaded, and the books do not balance. */
  record Unbalanced(Books books) implements Verdict {}

  /** At least one stream has too many rejects. */
  record OverBudget(List<Excess> excesses) implements Verdict {
    public OverBudget {
      excesses = List.copyOf(excesses);
    }
  }

  /**
   * A stream with too many rejects.
   *
   * @param read records read, so far
   * @param most the stage where most of them arose
   */
  record Excess(String stream, RejectBudget budget, long rejected, long read, Stage most) {}

  /**
   * Judges a run.
   *
   * <p>Rejects are counted from themselves, so that their reasons are known when they are judged.
   * One that was counted twice does not hold the run up.
   */
  static Verdict of(Progress progress, RejectTally tally, List<StreamOutputs> streams) {
    List<Excess> excesses = excesses(progress, tally, streams);
    if (!excesses.isEmpty()) {
      return new OverBudget(excesses);
    }
    if (!progress.complete()) {
      return new GoOn();
    }
    if (!progress.books().balanced()) {
      return new Unbalanced(progress.books());
    }
    long missing = progress.rejected() - tally.total();
    return missing > 0 ? new Wait(missing, progress.rejected()) : new Staged();
  }

  private static List<Excess> excesses(
      Progress progress, RejectTally tally, List<StreamOutputs> streams) {
    Map<String, RejectBudget> budgets = new HashMap<>();
    streams.forEach(
        stream -> stream.budget().ifPresent(budget -> budgets.put(stream.stream(), budget)));
    List<Excess> excesses = new ArrayList<>();
    for (StreamProgress stream : progress.streams()) {
      RejectBudget budget = budgets.get(stream.stream());
      if (budget == null || (budget instanceof RejectBudget.Percent && !stream.extracted())) {
        continue;
      }
      long rejected = tally.of(stream.stream());
      if (budget.passedBy(rejected, stream.read())) {
        excesses.add(
            new Excess(
                stream.stream(), budget, rejected, stream.read(), tally.most(stream.stream())));
      }
    }
    return excesses;
  }
}
