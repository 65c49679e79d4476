package dev.penstock.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One flow of records: a source, the steps, one or more outputs.
 *
 * @param bronze where the raw copy goes, if one is wanted
 * @param lookups tables that {@code sql} steps may join, by name
 * @param rules what each record must keep as it leaves the source, before the first step
 * @param outputs at least one, those of branches among them; names are unique in the pipeline, also
 *     against its models
 * @param rejects how many rejects a run bears; the pipeline's where the stream says nothing
 */
public record StreamDefinition(
    SourceDefinition source,
    Optional<BronzeDefinition> bronze,
    Map<String, SourceDefinition> lookups,
    List<StepDefinition.Rule> rules,
    List<StepDefinition> steps,
    Map<String, OutputDefinition> outputs,
    Optional<RejectBudget> rejects) {
  /** The name under which a stream's raw copy appears among its outputs. */
  public static final String BRONZE = "bronze";

  public StreamDefinition {
    lookups = Ordered.copy(lookups);
    rules = List.copyOf(rules);
    steps = List.copyOf(steps);
    outputs = Ordered.copy(outputs);
  }

  /** A stream without rules of its source and without a budget. */
  public StreamDefinition(
      SourceDefinition source,
      Optional<BronzeDefinition> bronze,
      Map<String, SourceDefinition> lookups,
      List<StepDefinition> steps,
      Map<String, OutputDefinition> outputs) {
    this(source, bronze, lookups, List.of(), steps, outputs, Optional.empty());
  }

  /** Everything that this stream's batches are loaded into: its outputs, and bronze if wanted. */
  public List<String> loadedOutputs() {
    Stream<String> bronzeName = bronze.stream().map(definition -> BRONZE);
    return Stream.concat(outputs.keySet().stream(), bronzeName).toList();
  }

  /**
   * How an output or the raw copy keeps its rows over time: the raw copy as the outputs do.
   *
   * @param name name of the output, or {@link #BRONZE}
   * @throws IllegalArgumentException where there is none
   */
  public LoadMode loadMode(String name) {
    if (!name.equals(BRONZE)) {
      return output(name).mode();
    }
    boolean adds = outputs.values().stream().anyMatch(o -> o.mode() != LoadMode.REPLACE);
    return adds ? LoadMode.APPEND : LoadMode.REPLACE;
  }

  /**
   * The steps that only some outputs' records go through, by output: those of the branch that the
   * last step may be. Empty without one.
   */
  public Map<String, List<StepDefinition>> branches() {
    return !steps.isEmpty() && steps.getLast() instanceof StepDefinition.Branch branch
        ? branch.branches()
        : Map.of();
  }

  /**
   * What the destination does to an output's rows when all are staged.
   *
   * @param name name of the output, or {@link #BRONZE}
   */
  public Finish finish(String name) {
    List<StepDefinition> last = branches().getOrDefault(name, steps);
    return name.equals(BRONZE) || last.isEmpty() ? Finish.NONE : Finish.of(last.getLast());
  }

  /**
   * The output of this name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public OutputDefinition output(String name) {
    OutputDefinition output = outputs.get(name);
    if (output == null) {
      throw new IllegalArgumentException("no output " + name);
    }
    return output;
  }
}
