package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.api.runs.RunView.ReplayView;
import dev.penstock.api.runs.RunView.RetryableView;
import dev.penstock.api.runs.RunView.RetryingView;
import dev.penstock.api.runs.RunView.StageView;
import dev.penstock.api.runs.RunView.StreamView;
import dev.penstock.batch.Stage;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.definition.RunUntil;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of a run. */
public final class RunViews {
  private static final String WAITING =
      "Only the raw copy is loaded; its rows reach the outputs with a later run from bronze.";

  private RunViews() {}

  public static RunView view(
      Run run,
      Progress progress,
      List<SplitView> splits,
      RejectSummary rejects,
      List<WarningView> warnings,
      Optional<String> waiting,
      Optional<Kept> kept,
      Instant now) {
    RunDetails details = run.details();
    Retrying retrying = details.retrying();
    return new RunView(
        run.id(),
        run.pipelineId(),
        run.pipeline(),
        run.version(),
        run.mode().name().toLowerCase(Locale.ROOT),
        run.from().name().toLowerCase(Locale.ROOT),
        run.until().name().toLowerCase(Locale.ROOT),
        run.dryRun(),
        run.state().name(),
        run.epoch(),
        run.createdAt(),
        run.startedAt(),
        run.finishedAt(),
        durationMillis(run, now),
        stages(run, progress),
        completedStages(run),
        progress.streams().stream().map(stream -> stream(run, stream, splits)).toList(),
        progress.books(details.outputs()),
        rejects,
        warnings,
        details.checks(),
        details.tables(),
        details.ddl(),
        details.problems(),
        retrying == null
            ? null
            : new RetryingView(
                name(retrying.stage()),
                retrying.attempt(),
                retrying.problem(),
                retrying.since(),
                retrying.of(),
                retrying.nextAt()),
        details.stalled(),
        run.state() == RunState.FAILED ? retryable(kept) : null,
        run.cleaned(),
        replay(run),
        run.priority(),
        run.attempt(),
        run.notBefore(),
        trigger(run.order().trigger()),
        run.order().parameters(),
        run.order().environment(),
        run.order().overrides(),
        run.order().limit(),
        run.order().streams(),
        waiting.map(RunView.WaitingView::new).orElse(null));
  }

  private static RunView.TriggerView trigger(RunTrigger trigger) {
    return new RunView.TriggerView(
        trigger.kind().name().toLowerCase(Locale.ROOT), trigger.of(), trigger.due());
  }

  public static RunSummary summary(Run run, Instant now) {
    return new RunSummary(
        run.id(),
        run.pipelineId(),
        run.pipeline(),
        run.version(),
        run.mode().name().toLowerCase(Locale.ROOT),
        run.from().name().toLowerCase(Locale.ROOT),
        run.dryRun(),
        run.state().name(),
        run.epoch(),
        run.createdAt(),
        run.startedAt(),
        run.finishedAt(),
        durationMillis(run, now),
        completedStages(run),
        run.details().problems(),
        run.cleaned(),
        run.replayOf());
  }

  private static RetryableView retryable(Optional<Kept> kept) {
    if (kept.isEmpty()) {
      return new RetryableView(null, "What it had staged was not kept.");
    }
    Kept.Reason why = kept.get().givenUp();
    return why == null
        ? new RetryableView(kept.get().until(), null)
        : new RetryableView(null, why.text());
  }

  private static @Nullable ReplayView replay(Run run) {
    RunDetails.ReplayNote note = run.details().replay();
    String of = run.replayOf();
    return of == null || note == null
        ? null
        : new ReplayView(of, note.rejects(), note.left(), note.skipped());
  }

  static List<StageView> stages(Run run, Progress progress) {
    return run.details().stages().stream()
        .map(
            stage ->
                new StageView(
                    name(stage.stage()),
                    stage.state().name(),
                    records(run, progress, stage.stage()),
                    progress.rejected(stage.stage()),
                    stage.stage() == Stage.TRANSFORM ? progress.filtered() : 0,
                    stage.startedAt(),
                    stage.finishedAt()))
        .toList();
  }

  static List<String> completedStages(Run run) {
    return run.details().stages().stream()
        .filter(stage -> stage.state() == StageState.DONE)
        .map(stage -> name(stage.stage()))
        .toList();
  }

  static long durationMillis(Run run, Instant now) {
    Instant start = run.startedAt();
    Instant end = run.finishedAt();
    return start == null ? 0 : Duration.between(start, end == null ? now : end).toMillis();
  }

  private static long records(Run run, Progress progress, Stage stage) {
    return switch (stage) {
      case EXTRACT, TRANSFORM, LOAD -> progress.records(stage);
      case AUDIT -> run.details().checks().size();
      case PUBLISH -> run.details().tables().stream().mapToLong(PublishedTable::rows).sum();
    };
  }

  /** What the source had to say, and what becomes of records that are only kept raw. */
  private static List<String> notes(Run run, StreamProgress stream) {
    return run.until() == RunUntil.BRONZE
        ? Stream.concat(stream.notes().stream(), Stream.of(WAITING)).toList()
        : stream.notes();
  }

  private static StreamView stream(Run run, StreamProgress stream, List<SplitView> splits) {
    return new StreamView(
        stream.stream(),
        stream.planned(),
        notes(run, stream),
        stream.splits(),
        stream.splitsDone(),
        stream.bytes(),
        stream.bytesRead(),
        splits.stream().filter(split -> split.stream().equals(stream.stream())).toList());
  }

  static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
