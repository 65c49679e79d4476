package dev.penstock.cli;

import dev.penstock.cli.RunView.StageView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws how far a run is, a line for each stage. Plain text from plain values. Stateless. */
final class ProgressView {
  private static final int BAR = 24;

  private ProgressView() {}

  /** For a terminal: bars, redrawn in place. */
  static List<String> lines(RunView run, Instant now) {
    List<String> lines = new ArrayList<>();
    for (StageView stage : run.stages()) {
      double part = part(run, stage);
      int full = (int) Math.floor(part * BAR);
      String numbers =
          counts(stage)
              ? String.format(
                  Locale.ROOT,
                  "%12s records %9s rejects %10s records/s",
                  Numbers.count(stage.records()),
                  Numbers.count(stage.rejected()),
                  Numbers.count(rate(stage, now)))
              : "";
      lines.add(
          String.format(
                  Locale.ROOT,
                  "  %-10s [%s%s] %3d %%  %-9s%s",
                  stage.stage(),
                  "#".repeat(full),
                  "-".repeat(BAR - full),
                  (int) Math.floor(part * 100),
                  stage.state().toLowerCase(Locale.ROOT),
                  numbers)
              .stripTrailing());
    }
    boolean retrying = Boolean.TRUE.equals(run.retrying());
    lines.add("  " + run.state() + (retrying ? " (retrying after a lost connection)" : ""));
    return lines;
  }

  /** For a pipe: all in one line. */
  static String line(RunView run, Duration elapsed) {
    String stages =
        run.stages().stream()
            .filter(ProgressView::counts)
            .map(
                stage ->
                    String.format(
                        Locale.ROOT,
                        "%s %d %% %s records %s rejects",
                        stage.stage(),
                        (int) Math.floor(part(run, stage) * 100),
                        Numbers.count(stage.records()),
                        Numbers.count(stage.rejected())))
            .collect(Collectors.joining(" | "));
    return "  " + Numbers.duration(elapsed) + "  " + run.state() + "  " + stages;
  }

  /** How much of a stage is done, from 0 to 1; 1 only if the stage says that it is done. */
  static double part(RunView run, StageView stage) {
    return switch (stage.state()) {
      case "DONE" -> 1;
      case "RUNNING", "FAILED", "CANCELLED" -> Math.min(0.99, estimate(run, stage));
      default -> 0;
    };
  }

  private static double estimate(RunView run, StageView stage) {
    if (!counts(stage)) {
      return 0;
    }
    double extracted = extracted(run);
    if ("extract".equals(stage.stage())) {
      return extracted;
    }
    // The size of the whole is known in bytes only; records follow at the extractor's proportion.
    long records = stage(run, "extract").map(StageView::records).orElse(0L);
    long seen = stage.records() + stage.rejected() + stage.filtered();
    return records == 0 ? 0 : extracted * Math.min(1, seen / (double) records);
  }

  private static double extracted(RunView run) {
    if (stage(run, "extract").filter(stage -> "DONE".equals(stage.state())).isPresent()) {
      return 1;
    }
    long bytes = run.streams().stream().mapToLong(RunView.StreamView::bytes).sum();
    if (bytes > 0) {
      return run.streams().stream().mapToLong(RunView.StreamView::bytesRead).sum() / (double) bytes;
    }
    long splits = run.streams().stream().mapToLong(RunView.StreamView::splits).sum();
    return splits == 0
        ? 0
        : run.streams().stream().mapToLong(RunView.StreamView::splitsDone).sum() / (double) splits;
  }

  private static Optional<StageView> stage(RunView run, String name) {
    return run.stages().stream().filter(stage -> stage.stage().equals(name)).findFirst();
  }

  private static long rate(StageView stage, Instant now) {
    if (stage.startedAt() == null) {
      return 0;
    }
    Instant end = stage.finishedAt() == null ? now : stage.finishedAt();
    long millis = Duration.between(stage.startedAt(), end).toMillis();
    return millis <= 0 ? 0 : stage.records() * 1000 / millis;
  }

  private static boolean counts(StageView stage) {
    return List.of("extract", "transform", "load").contains(stage.stage());
  }
}
