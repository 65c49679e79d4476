package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.rejects.RejectChange;
import dev.penstock.api.rejects.RejectChanged;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectPage;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.rejects.RejectTotals;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with the rejects of a run. Thread-safe. Refuses with {@link Refusal}. */
public final class RunRejects {
  private final RunStore runs;
  private final ProgressStore progress;
  private final RejectStore rejects;
  private final Transactions transactions;
  private final ActionLog actions;
  private final Clock clock;

  public RunRejects(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Transactions transactions,
      ActionLog actions,
      Clock clock) {
    this.runs = runs;
    this.progress = progress;
    this.actions = actions;
    this.rejects = rejects;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** One page of the kept rejects that the filter means. */
  public RejectPage list(String run, RejectFilter filter) {
    return transactions.read(
        () -> {
          check(run, filter);
          return rejects.list(run, filter);
        });
  }

  /** All rejects in numbers. */
  public RejectTotals totals(String run) {
    return transactions.read(
        () -> {
          mustExist(run);
          return rejects.totals(run);
        });
  }

  /** Sets rejects aside that nobody has dealt with. */
  public RejectChanged dismiss(String run, RejectFilter filter, String reason) {
    return change(run, filter, new RejectChange.Dismiss(reason, clock.instant()));
  }

  /** Takes rejects back that were set aside. */
  public RejectChanged reopen(String run, RejectFilter filter, @Nullable String reason) {
    return change(run, filter, new RejectChange.Reopen(reason, clock.instant()));
  }

  private RejectChanged change(String run, RejectFilter filter, RejectChange change) {
    return transactions.write(
        () -> {
          check(run, filter);
          RejectChanged done = rejects.change(run, filter, change);
          if (done.changed() > 0) {
            actions.note(
                change instanceof RejectChange.Dismiss ? "rejects.dismiss" : "rejects.reopen",
                "runs/" + run + "/rejects",
                done.changed() + " rejects");
          }
          return done;
        });
  }

  /** Refuses a run that is not there, and names of its streams and outputs that are not. */
  private void check(String run, RejectFilter filter) {
    mustExist(run);
    List<StreamOutputs> streams = progress.outputs(run);
    known("stream", filter.stream(), streams.stream().map(StreamOutputs::stream).toList());
    known(
        "output",
        filter.output(),
        streams.stream().flatMap(stream -> stream.outputs().stream()).distinct().toList());
  }

  private void mustExist(String run) {
    if (runs.find(run).isEmpty()) {
      throw Runs.unknown(run);
    }
  }

  private static void known(String what, Optional<String> name, Collection<String> known) {
    name.filter(given -> !known.contains(given))
        .ifPresent(
            given -> {
              throw new Refusal(
                  BAD_REQUEST,
                  new Problem(
                      "unknown-" + what,
                      what,
                      "The run has no " + what + " `" + shown(given) + "`.",
                      NearMiss.advice(given, known, "Its " + what + "s")));
            });
  }

  private static String shown(String given) {
    return given.length() > 50 ? given.substring(0, 50) + "…" : given;
  }
}
