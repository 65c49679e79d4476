package dev.penstock.api.hooks;

import dev.penstock.api.hooks.Groups.Group;
import dev.penstock.api.runs.Progress;
import dev.penstock.api.runs.Retrying;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.SplitView;
import dev.penstock.api.runs.StageState;
import dev.penstock.api.runs.Stalled;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out why a run does not move: the first of what it can prove. Plain logic, no state. */
final class Diagnosis {
  private Diagnosis() {}

  /**
   * Judges a run that stands still.
   *
   * @param splits the first of them
   * @param groups the services as the broker has them; empty where it does not say so
   */
  static Stalled of(
      Run run,
      Progress progress,
      List<SplitView> splits,
      Optional<List<Group>> groups,
      Instant since) {
    if (groups.isEmpty()) {
      return new Stalled(
          since, "Kafka does not answer.", "Look whether the broker runs and can be reached.");
    }
    List<Group> needed =
        groups.get().stream().filter(group -> needs(run, progress, group)).toList();
    List<Group> missing = needed.stream().filter(group -> group.members() == 0).toList();
    if (!missing.isEmpty()) {
      return missing(missing, since);
    }
    Retrying retrying = run.details().retrying();
    if (retrying != null) {
      return new Stalled(
          since,
          "The stage "
              + Hook.word(retrying.stage())
              + " is tried again and again, "
              + retrying.attempt()
              + " times by now: "
              + retrying.problem().message(),
          retrying.problem().advice());
    }
    if (run.state() != RunState.RUNNING) {
      return new Stalled(
          since,
          "The loader is at the stage "
              + (run.state() == RunState.AUDITING ? "audit" : "publish")
              + " and has not said that it is done.",
          "Look for long queries in the warehouse, and at the loader's log.");
    }
    return slowest(splits, needed, since);
  }

  private static Stalled missing(List<Group> missing, Instant since) {
    String names = missing.stream().map(Group::name).collect(Collectors.joining(", "));
    Set<String> services =
        missing.stream().map(Group::service).collect(Collectors.toCollection(TreeSet::new));
    String who = String.join(", no ", services);
    return new Stalled(
        since,
        "No "
            + who
            + " runs: the consumer group"
            + (missing.size() == 1 ? " " : "s ")
            + names
            + (missing.size() == 1 ? " has" : " have")
            + " no member.",
        "Start the "
            + String.join(" and the ", services)
            + ", or look why it does not reach Kafka.");
  }

  private static Stalled slowest(List<SplitView> splits, List<Group> needed, Instant since) {
    String behind =
        needed.stream()
            .filter(group -> group.lag() > 0)
            .max(Comparator.comparingLong(Group::lag))
            .map(
                group ->
                    " The "
                        + group.service()
                        + " has "
                        + group.lag()
                        + " messages of "
                        + String.join(" and ", group.topics())
                        + " before it.")
            .orElse("");
    Optional<SplitView> least =
        splits.stream()
            .filter(split -> !loaded(split))
            .min(
                Comparator.comparing(SplitView::extracted)
                    .thenComparing(SplitView::transformed)
                    .thenComparingLong(SplitView::batches));
    String where =
        least
            .map(
                split ->
                    "The split "
                        + split.stream()
                        + "/"
                        + split.split()
                        + (split.origin().isEmpty() ? "" : " (" + split.origin() + ")")
                        + " stands at "
                        + stage(split)
                        + ", behind "
                        + split.batches()
                        + " batches.")
            .orElse("No split is known that is not loaded.");
    return new Stalled(
        since,
        where + behind,
        "Look at the log of the service that it stands at, and at its source.");
  }

  private static boolean loaded(SplitView split) {
    return split.transformed()
        && !split.outputs().isEmpty()
        && split.outputs().stream().allMatch(SplitView.Load::done);
  }

  private static String stage(SplitView split) {
    return split.transformed() ? "load" : split.extracted() ? "transform" : "extract";
  }

  /** Whether the run cannot go on without the group. */
  private static boolean needs(Run run, Progress progress, Group group) {
    Set<String> done = new HashSet<>();
    run.details().stages().stream()
        .filter(stage -> stage.state() == StageState.DONE)
        .forEach(stage -> done.add(Hook.word(stage.stage())));
    return switch (group.name()) {
      case "penstock-extractor" -> run.state() == RunState.RUNNING && !done.contains("extract");
      case "penstock-transformer" -> run.state() == RunState.RUNNING && !done.contains("transform");
      case "penstock-loader" -> run.state() == RunState.RUNNING && !progress.complete();
      default -> run.state() != RunState.RUNNING;
    };
  }
}
