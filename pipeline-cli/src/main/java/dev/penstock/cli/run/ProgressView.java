package dev.penstock.cli.run;

import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.RunView.StageView;
import dev.penstock.cli.terminal.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws how far a run is, a line for each stage. Plain text from plain values. Stateless. */
public final class ProgressView {
  private static final int BAR = 30;
  private static final int LEAST_BAR = 8;

  /** Name, percent and state with the gaps around them. */
  private static final int FIXED = 32;

  private ProgressView() {}

  /** For a terminal: bars, redrawn in place, as long as the lines may be. */
  public static List<String> lines(RunView run, Instant now, int width) {
    List<List<String>> numbers =
        run.stages().stream().map(stage -> numbers(run, stage, now)).toList();
    int parts = numbers.stream().mapToInt(List::size).max().orElse(0);
    while (parts > 0 && FIXED + LEAST_BAR + longest(numbers, parts) > width) {
      parts--;
    }
    int bar = Math.clamp(width - FIXED - longest(numbers, parts) - 1L, LEAST_BAR, BAR);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < run.stages().size(); i++) {
      StageView stage = run.stages().get(i);
      double part = part(run, stage);
      int full = (int) Math.floor(part * bar);
      List<String> shown = numbers.get(i).subList(0, Math.min(parts, numbers.get(i).size()));
      lines.add(
          String.format(
                  Locale.ROOT,
                  "  %-10s%s%s %3d %%  %-10s%s",
                  stage.stage(),
                  "█".repeat(full),
                  "░".repeat(bar - full),
                  (int) Math.floor(part * 100),
                  stage.state().toLowerCase(Locale.ROOT),
                  String.join("", shown))
              .stripTrailing());
    }
    lines.add("  " + headline(run));
    return lines;
  }

  /** For a pipe: all in one line. */
  public static String line(RunView run, Duration elapsed) {
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
    return "  " + Numbers.duration(elapsed) + "  " + headline(run) + "  " + stages;
  }

  /** The state, and why it does not go on. */
  private static String headline(RunView run) {
    StringBuilder text = new StringBuilder(run.state());
    if (run.retrying() != null && run.retrying().isObject()) {
      text.append("  retrying ").append(run.retrying().path("stage").asText());
      String why = run.retrying().at("/problem/message").asText();
      text.append(why.isEmpty() ? "" : ": " + why);
    }
    if (run.waiting() != null && run.waiting().hasNonNull("reason")) {
      text.append("  waits: ").append(run.waiting().path("reason").asText());
    }
    if (run.stalled() != null && run.stalled().hasNonNull("reason")) {
      text.append("  stalled: ").append(run.stalled().path("reason").asText());
    }
    return text.toString();
  }

  private static List<String> numbers(RunView run, StageView stage, Instant now) {
    if (!counts(stage)) {
      return List.of();
    }
    long rate = rate(stage, now);
    return List.of(
        String.format(Locale.ROOT, "%11s records", Numbers.count(stage.records())),
        String.format(Locale.ROOT, "%10s/s", Numbers.count(rate)),
        String.format(Locale.ROOT, "  %-12s", left(run, stage, now)),
        String.format(Locale.ROOT, "%8s rejects", Numbers.count(stage.rejected())));
  }

  private static int longest(List<List<String>> numbers, int parts) {
    return numbers.stream()
        .mapToInt(one -> one.stream().limit(parts).mapToInt(String::length).sum())
        .max()
        .orElse(0);
  }

  /** How long the stage needs at the pace that it had; empty where nobody can say. */
  private static String left(RunView run, StageView stage, Instant now) {
    double part = part(run, stage);
    if (!"RUNNING".equals(stage.state()) || stage.startedAt() == null || part < 0.02) {
      return "";
    }
    double seconds = Duration.between(stage.startedAt(), now).toMillis() / 1000.0;
    if (seconds < 1) {
      return "";
    }
    long left = Math.round(seconds * (1 - part) / part);
    return left < 100 ? left + " s left" : Math.round(left / 60.0) + " min left";
  }

  /** How much of a stage is done, from 0 to 1; 1 only if the stage says that it is done. */
  public static double part(RunView run, StageView stage) {
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
