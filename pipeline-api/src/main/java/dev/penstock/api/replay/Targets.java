package dev.penstock.api.replay;

import dev.penstock.api.replay.ReplayStore.Kept;
import dev.penstock.api.replay.ReplayStore.Later;
import dev.penstock.batch.Stage;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Where rejects go that are taken up again, or why they cannot be. Not thread-safe. */
final class Targets {
  private static final String IN_FULL =
      "Start a run in full: it reads all records again, under the rules of today.";

  private final PipelineDefinition now;
  private final IntFunction<PipelineDefinition> versions;
  private final Function<String, PipelineDefinition> texts;
  private final int ranVersion;
  private final List<Later> later;
  private final Map<String, Optional<Problem>> byOutput = new HashMap<>();

  /**
   * @param now the pipeline as it is now
   * @param versions its versions, as the run would have gone by them
   * @param texts definitions of later runs
   * @param ranVersion what the run ran whose rejects they are
   * @param later the runs since
   */
  Targets(
      PipelineDefinition now,
      IntFunction<PipelineDefinition> versions,
      Function<String, PipelineDefinition> texts,
      int ranVersion,
      List<Later> later) {
    this.now = now;
    this.versions = versions;
    this.texts = texts;
    this.ranVersion = ranVersion;
    this.later = List.copyOf(later);
  }

  /** One of the two. */
  sealed interface Answer {}

  /** The outputs, at least one, in the author's order. */
  record Outputs(List<String> names) implements Answer {}

  /** The same for all rejects that cannot be taken up for this reason. */
  record No(Problem why) implements Answer {}

  Answer of(Kept reject) {
    StreamDefinition stream = now.streams().get(reject.stream());
    String where = "streams." + reject.stream();
    if (stream == null) {
      return no(
          "stream-gone",
          where,
          "The pipeline has no stream " + reject.stream() + " any more.",
          "Put the stream back, or dismiss the rejects.");
    }
    List<String> outputs = lacking(reject, stream);
    if (outputs.isEmpty()) {
      return no(
          "output-gone",
          where + ".outputs",
          "The outputs that lack the records are gone, or write to other tables now.",
          IN_FULL);
    }
    Optional<StreamDefinition> then =
        Optional.ofNullable(versions.apply(rejectedBy(reject)).streams().get(reject.stream()));
    boolean partial =
        reject.stage() == Stage.TRANSFORM
            && then.map(s -> StepChain.mayBePartial(s, reject.step())).orElse(true);
    if (partial) {
      return no(
          "partly-loaded",
          where + "." + reject.step(),
          "The records were rejected behind a step that may make several records of one; other"
              + " parts of them may be loaded, and would be loaded twice.",
          "Start a run in full, or move the rule in front of that step.");
    }
    return outputs.stream()
        .map(
            output ->
                byOutput.computeIfAbsent(
                    reject.stream() + "." + output, key -> refused(stream, where, output)))
        .flatMap(Optional::stream)
        .findFirst()
        .<Answer>map(No::new)
        .orElseGet(() -> new Outputs(outputs));
  }

  /** Rejects that were kept before versions were noted have none. */
  private int rejectedBy(Kept reject) {
    return reject.version() == 0 ? ranVersion : reject.version();
  }

  /**
   * The outputs that lack the record: of those that its run fed, with the table that they had. A
   * table that the run did not feed has nothing of the run's other records either.
   */
  private List<String> lacking(Kept reject, StreamDefinition stream) {
    StreamDefinition then = versions.apply(ranVersion).streams().get(reject.stream());
    if (then == null) {
      return List.of();
    }
    return stream.outputs().entrySet().stream()
        .filter(output -> reject.output().isEmpty() || reject.output().equals(output.getKey()))
        .filter(output -> reject.sentTo().isEmpty() || reject.sentTo().contains(output.getKey()))
        .filter(output -> sameTable(output.getValue(), then.outputs().get(output.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean sameTable(OutputDefinition output, @Nullable OutputDefinition then) {
    return then != null
        && output.table().equals(then.table())
        && output.connection().equals(then.connection());
  }

  private Optional<Problem> refused(StreamDefinition stream, String where, String output) {
    String path = where + ".outputs." + output;
    if (StepChain.gathers(stream, output)) {
      return Optional.of(
          new Problem(
              "gathered-output",
              path,
              "The table holds groups or one record of each key, which were made of all records of"
                  + " a run together; records cannot be added to it one by one.",
              IN_FULL));
    }
    OutputDefinition mine = stream.output(output);
    TableName table = mine.table();
    return later.stream()
        .filter(run -> replaced(run, mine))
        .findFirst()
        .map(
            run ->
                new Problem(
                    "table-replaced",
                    path,
                    run.over()
                        ? "Run %s has replaced the rows of %s since; these rejects are no longer its."
                            .formatted(run.run(), table)
                        : "Run %s is going to replace the rows of %s.".formatted(run.run(), table),
                    "Replay the rejects of that run instead: it has read the same source."));
  }

  private boolean replaced(Later run, OutputDefinition mine) {
    PipelineDefinition ran =
        run.definition().map(texts).orElseGet(() -> versions.apply(run.version()));
    return ran.streams().values().stream()
        .flatMap(stream -> stream.outputs().entrySet().stream())
        .filter(output -> run.outputs().contains(output.getKey()))
        .map(Map.Entry::getValue)
        .filter(output -> sameTable(mine, output))
        .map(output -> run.mode() == RunMode.FULL ? output.mode().whenFull() : output.mode())
        .anyMatch(LoadMode.REPLACE::equals);
  }

  private static No no(String code, String where, String message, String advice) {
    return new No(new Problem(code, where, message, advice));
  }
}
