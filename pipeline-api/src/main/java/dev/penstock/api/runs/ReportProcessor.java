package dev.penstock.api.runs;

import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.quality.Quality;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the services' reports what they mean for their runs. Works in the caller's transaction.
 * Thread-safe. Every report may come twice, or too late; then it is only counted.
 */
public final class ReportProcessor {
  private static final Logger LOG = Logger.getLogger(ReportProcessor.class);

  private static final int TOMBSTONE_PAGE = 500;

  /** Failing rows of a check that are shown with the run itself. */
  private static final int SHOWN_ROWS = 5;

  private final RunStore runs;
  private final ProgressStore progress;
  private final RejectStore rejects;
  private final CheckStore checks;
  private final PublishedTables published;
  private final DefinitionParser parser = new DefinitionParser();
  private final Outbox outbox;
  private final RunChanges changes;
  private final Staging staging;
  private final Clock clock;
  private final AtomicLong ignored = new AtomicLong();

  public ReportProcessor(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      CheckStore checks,
      PublishedTables published,
      RunChanges changes,
      Staging staging,
      Outbox outbox,
      Clock clock) {
    this.runs = runs;
    this.progress = progress;
    this.rejects = rejects;
    this.checks = checks;
    this.published = published;
    this.changes = changes;
    this.staging = staging;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Reports that came too late or for no run, since this process started. */
  public long ignored() {
    return ignored.get();
  }

  /** Takes reports in the order of their topic. */
  public void process(List<Report> reports) {
    // Sorted, so that two replicas lock runs in the same order.
    Map<String, List<Report>> byRun = new TreeMap<>();
    for (Report report : reports) {
      byRun.computeIfAbsent(report.run(), run -> new ArrayList<>()).add(report);
    }
    byRun.forEach(
        (id, ofRun) ->
            runs.lock(id)
                .ifPresentOrElse(
                    run -> process(run, ofRun), () -> ignored.addAndGet(ofRun.size())));
  }

  private void process(Run run, List<Report> reports) {
    try (LogContext context = LogContext.of(run.id(), run.pipeline())) {
      new Batch(run).process(reports);
    }
  }

  /** The reports of one run in one transaction. */
  private final class Batch {
    private Run run;
    private final List<Report> counts = new ArrayList<>();

    Batch(Run run) {
      this.run = run;
    }

    void process(List<Report> reports) {
      for (Report report : reports) {
        if (report.epoch() != run.epoch()
            || (run.state().terminal() && !(report instanceof Report.Cleaned))) {
          ignored.incrementAndGet();
          continue;
        }
        switch (report) {
          case Report.Planned planned -> counts.add(planned);
          case Report.Extracted extracted -> counts.add(extracted);
          case Report.Transformed transformed -> counts.add(transformed);
          case Report.Loaded loaded -> counts.add(loaded);
          case Report.Audited audited -> audited(audited.result());
          case Report.Published told -> published(told.result());
          case Report.Failed failed ->
              failed(
                  new Transition.Fail(failed.stage(), failed.problems(), List.of()),
                  failed.passing());
          case Report.Retrying retrying -> retrying(retrying);
          case Report.Cleaned cleaned -> cleaned();
        }
      }
      takeCounts();
    }

    /** Makes the transition where it is legal; a report that repeats an earlier one is not. */
    private void move(Transition transition) {
      takeCounts();
      if (RunLifecycle.allows(run.state(), transition)) {
        run = changes.apply(run, transition);
      } else {
        ignored.incrementAndGet();
      }
    }

    private void published(PublishResult result) {
      if (!run.dryRun() && RunLifecycle.allows(run.state(), new Transition.Published(result))) {
        destination()
            .ifPresent(connection -> published.published(run, connection, result, clock.instant()));
      }
      move(new Transition.Published(result));
    }

    /** Empty for a definition of an older version that is no longer valid; the run is unharmed. */
    private Optional<String> destination() {
      try {
        return Optional.of(parser.parse(runs.definition(run)).destination());
      } catch (PermanentException e) {
        LOG.warnf("tables are not noted in the catalogue; reason=%s", e.problem().text());
        return Optional.empty();
      }
    }

    private void failed(Transition.Fail failure, boolean passing) {
      takeCounts();
      if (RunLifecycle.allows(run.state(), failure)) {
        run = changes.fail(run, failure, passing);
      } else {
        ignored.incrementAndGet();
      }
    }

    private void audited(AuditResult result) {
      takeCounts();
      if (run.state() != RunState.AUDITING) {
        ignored.incrementAndGet();
        return;
      }
      Progress counted = progress.progress(run.id());
      long read = counted.records(Stage.EXTRACT) + counted.rejected(Stage.EXTRACT);
      checks.keep(run.id(), result.checks(), Quality.of(result.checks(), read, counted.rejected()));
      List<CheckResult> shown =
          result.checks().stream().map(check -> check.withSample(SHOWN_ROWS)).toList();
      if (result.passed()) {
        Books books = counted.books(result.outputs());
        if (books.balanced()) {
          passed(new Transition.AuditPassed(shown, result.outputs()));
        } else {
          move(new Transition.Fail(Stage.AUDIT, books.problems(), shown));
        }
        return;
      }
      List<Problem> problems =
          result.checks().stream()
              .filter(check -> !check.passed())
              .map(ReportProcessor::problem)
              .toList();
      move(new Transition.Fail(Stage.AUDIT, problems, shown));
    }

    /** What the audit found is kept, so that the run can go on where it has to wait. */
    private void passed(Transition.AuditPassed passed) {
      if (!RunLifecycle.allows(run.state(), passed)) {
        ignored.incrementAndGet();
        return;
      }
      Run audited = run.withDetails(RunLifecycle.audited(run.details(), passed, clock.instant()));
      changes.finished(run, audited);
      run = changes.pass(audited, Gate.PUBLISH, passed);
    }

    private void retrying(Report.Retrying report) {
      takeCounts();
      LOG.infof(
          "tried again; stage=%s attempt=%d reason=%s",
          report.stage(), report.attempt(), report.problem().text());
      Retrying before = run.details().retrying();
      Instant since =
          before != null && before.stage() == report.stage() ? before.since() : clock.instant();
      Retrying now = new Retrying(report.stage(), report.attempt(), report.problem(), since);
      run = changes.news(run.withDetails(run.details().withRetrying(now)));
    }

    private void cleaned() {
      if (!run.state().terminal() || run.cleaned()) {
        ignored.incrementAndGet();
        return;
      }
      run = run.asCleaned();
      runs.save(run);
      rejects.settle(run.id());
      forget(run.id());
    }

    private void takeCounts() {
      if (counts.isEmpty()) {
        return;
      }
      progress.add(run.id(), counts);
      if (run.order().limit() > 0) {
        progress.cut(run.id(), run.order().limit());
      }
      Retrying retrying = run.details().retrying();
      boolean over =
          retrying != null && counts.stream().anyMatch(count -> stage(count) == retrying.stage());
      counts.clear();
      RunDetails details = over ? run.details().withRetrying(null) : run.details();
      run = run.withDetails(details);
      run = run.state() == RunState.RUNNING ? staging.counted(run) : changes.news(run);
    }
  }

  /** Removes what the compacted topics hold of a run. */
  private void forget(String run) {
    outbox.add(List.of(OutboxMessage.tombstone(Topics.RUNS, run)));
    List<StreamOutputs> streams = progress.outputs(run);
    outbox.add(
        streams.stream()
            .map(stream -> tombstone(Checkpoint.planKey(run, stream.stream())))
            .toList());
    Optional<ProgressStore.SplitKey> after = Optional.empty();
    List<ProgressStore.SplitKey> page;
    do {
      page = progress.splitKeys(run, after, TOMBSTONE_PAGE);
      List<OutboxMessage> messages = new ArrayList<>();
      for (ProgressStore.SplitKey key : page) {
        SplitId split = new SplitId(run, key.stream(), key.split());
        messages.add(tombstone(Checkpoint.readKey(split)));
        streams.stream()
            .filter(stream -> stream.stream().equals(key.stream()))
            .flatMap(stream -> stream.outputs().stream())
            .forEach(output -> messages.add(tombstone(Checkpoint.loadedKey(split, output))));
      }
      outbox.add(messages);
      after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
    } while (page.size() == TOMBSTONE_PAGE);
  }

  private static OutboxMessage tombstone(String key) {
    return OutboxMessage.tombstone(Topics.CHECKPOINTS, key);
  }

  private static @Nullable Stage stage(Report report) {
    return switch (report) {
      case Report.Planned planned -> Stage.EXTRACT;
      case Report.Extracted extracted -> Stage.EXTRACT;
      case Report.Transformed transformed -> Stage.TRANSFORM;
      case Report.Loaded loaded -> Stage.LOAD;
      case Report.Audited audited -> Stage.AUDIT;
      case Report.Published published -> Stage.PUBLISH;
      case Report.Retrying retrying -> retrying.stage();
      case Report.Failed failed -> failed.stage();
      case Report.Cleaned cleaned -> null;
    };
  }

  private static Problem problem(CheckResult check) {
    return new Problem(
        "check-failed",
        "checks: " + check.check(),
        check.message(),
        "Nothing was published. Look at the failing rows, then correct the source, the steps or the"
            + " check.");
  }
}
