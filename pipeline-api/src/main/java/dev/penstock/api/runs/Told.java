package dev.penstock.api.runs;

import dev.penstock.api.runs.RunView.StageView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The counts of a run as the public was last told, kept with the run: what the next event adds to
 * them is exact, whoever tells it and whatever crashed between.
 *
 * @param stages those with a count
 * @param rejects all rejects
 */
public record Told(List<StageCount> stages, long rejects) {
  /** Before the first event. */
  public static final Told NOTHING = new Told(List.of(), 0);

  public Told {
    stages = List.copyOf(stages);
  }

  /** What is to be told of the run now. */
  static Told of(Run run, Progress progress) {
    return new Told(
        RunViews.stages(run, progress).stream()
            .map(Told::count)
            .filter(StageCount::counts)
            .toList(),
        progress.rejected());
  }

  /** What is added to earlier counts: the stages that changed. Negative where work was undone. */
  Told since(Told before) {
    Map<String, StageCount> now = byStage();
    Map<String, StageCount> then = before.byStage();
    List<StageCount> changed = new ArrayList<>();
    for (StageProgress stage : StageProgress.pending()) {
      String name = RunViews.name(stage.stage());
      StageCount none = new StageCount(name, 0, 0, 0);
      StageCount difference = now.getOrDefault(name, none).minus(then.getOrDefault(name, none));
      if (difference.counts()) {
        changed.add(difference);
      }
    }
    return new Told(changed, rejects - before.rejects);
  }

  /** The counts of a stage; zeros where there are none. */
  StageCount of(String stage) {
    return byStage().getOrDefault(stage, new StageCount(stage, 0, 0, 0));
  }

  private Map<String, StageCount> byStage() {
    return stages.stream().collect(Collectors.toMap(StageCount::stage, Function.identity()));
  }

  private static StageCount count(StageView stage) {
    return new StageCount(stage.stage(), stage.records(), stage.rejected(), stage.filtered());
  }

  /** A stage in numbers. */
  public record StageCount(String stage, long records, long rejected, long filtered) {
    private boolean counts() {
      return records != 0 || rejected != 0 || filtered != 0;
    }

    private StageCount minus(StageCount other) {
      return new StageCount(
          stage, records - other.records, rejected - other.rejected, filtered - other.filtered);
    }
  }
}
