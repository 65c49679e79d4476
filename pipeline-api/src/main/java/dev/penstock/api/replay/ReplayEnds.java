package dev.penstock.api.replay;

import dev.penstock.api.replay.ReplayStore.Again;
import dev.penstock.api.replay.ReplayStore.Failed;
import dev.penstock.api.replay.ReplayStore.Taken;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.RunStore;
import dev.penstock.batch.Columns;
import dev.penstock.batch.Stage;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settles what became of the rejects that a replay took up, in the transaction in which it ends.
 *
 * <p>One that is rejected again goes back to its run as failed only where it is certain that
 * nothing of its record was loaded; it can then be replayed once more. In every other case it
 * counts as replayed, and what was rejected of it stays with the replay as a reject of its own:
 * whoever replays that does not load again what was loaded.
 */
public final class ReplayEnds implements RunEnds {
  private final RunStore runs;
  private final ReplayStore store;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  public ReplayEnds(RunStore runs, ReplayStore store, Clock clock) {
    this.runs = runs;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void ended(Run run) {
    String of = run.replayOf();
    if (of == null) {
      return;
    }
    if (run.state() == RunState.SUCCEEDED) {
      settle(of, run, clock.instant());
    } else {
      store.release(of, run.id(), clock.instant());
    }
  }

  private void settle(String of, Run replay, Instant now) {
    PipelineDefinition pipeline = parser.parse(runs.definition(replay));
    Map<Long, Taken> taken = new HashMap<>();
    store.taken(of, replay.id()).forEach(reject -> taken.put(reject.id(), reject));
    List<Failed> failed = new ArrayList<>();
    Map<Long, String> places = new HashMap<>();
    for (Again again : store.rejectsOf(replay.id())) {
      Optional<Taken> first =
          number(again.place(), of)
              .map(taken::get)
              .filter(reject -> reject.stream().equals(again.stream()));
      first.ifPresent(
          reject -> {
            places.put(again.id(), reject.place() + " (" + again.place() + ")");
            if (lackedWhole(again, pipeline.stream(again.stream()))) {
              failed.add(new Failed(reject.id(), again.id()));
            }
          });
    }
    store.place(replay.id(), places);
    store.arrive(of, replay.id(), failed, now);
  }

  /** Whether no output that the record went to got any part of it. */
  private static boolean lackedWhole(Again again, StreamDefinition stream) {
    if (again.stage() == Stage.EXTRACT) {
      return true;
    }
    boolean everywhere = again.output().isEmpty() || again.sentTo().equals(List.of(again.output()));
    boolean finished = again.split().startsWith(ReplayPlan.FINISHED + "-");
    return everywhere && (finished || !StepChain.mayBePartial(stream, again.step()));
  }

  private static Optional<Long> number(String place, String of) {
    String origin = Columns.place(ReplayPlan.origin(of), 0);
    String before = origin.substring(0, origin.length() - 1);
    String number = place.startsWith(before) ? place.substring(before.length()) : "";
    return number.matches("\\d{1,18}") ? Optional.of(Long.parseLong(number)) : Optional.empty();
  }
}
