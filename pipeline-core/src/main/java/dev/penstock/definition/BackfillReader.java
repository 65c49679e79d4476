package dev.penstock.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which parameters are the windows of a backfill. */
final class BackfillReader {
  private final Reading reading;

  BackfillReader(Reading reading) {
    this.reading = reading;
  }

  /** The parameters; empty where one is missing or wrong, which is then reported. */
  Optional<BackfillDefinition> read(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.BACKFILL);
    String from = parameter(fields, "from");
    String to = parameter(fields, "to");
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    if (from.equals(to)) {
      spot.problem(
          "same-parameter", "names `" + from + "` twice; expected two different parameters.", "");
      return Optional.empty();
    }
    return Optional.of(new BackfillDefinition(from, to));
  }

  private String parameter(Spot.Fields fields, String name) {
    return fields
        .get(name)
        .map(spot -> reading.matching(spot, Names.PART_PATTERN, "a text that names a parameter"))
        .orElse("");
  }

  /** Reports windows that no run could be given, and outputs of which only the last would stay. */
  static void check(PipelineDefinition pipeline, Problems problems) {
    Optional<BackfillDefinition> backfill = pipeline.operation().backfill();
    if (backfill.isEmpty()) {
      return;
    }
    Map<String, ParameterDefinition> parameters = pipeline.operation().parameters();
    ParameterType from = type(backfill.get().from(), "from", parameters, problems);
    ParameterType to = type(backfill.get().to(), "to", parameters, problems);
    if (from != to) {
      problems.add(
          "wrong-parameter",
          "backfill",
          "names parameters of two types; expected both `date` or both `timestamp`.",
          "");
    }
    pipeline
        .streams()
        .forEach(
            (stream, definition) ->
                definition
                    .outputs()
                    .forEach(
                        (name, output) -> {
                          if (output.mode() == LoadMode.REPLACE) {
                            problems.add(
                                "backfill-replaces",
                                "streams." + stream + ".outputs." + name + ".mode",
                                "The output replaces its table, but the pipeline has a `backfill`:"
                                    + " the table would hold only the window that was read last.",
                                "Write `mode: upsert` or `mode: append`.");
                          }
                        }));
  }

  private static ParameterType type(
      String name, String field, Map<String, ParameterDefinition> parameters, Problems problems) {
    ParameterDefinition parameter = parameters.get(name);
    if (parameter == null) {
      problems.add(
          "unknown-parameter",
          "backfill." + field,
          "The pipeline has no parameter `" + name + "`.",
          NearMiss.advice(name, List.copyOf(parameters.keySet()), "The parameters"));
      return ParameterType.DATE;
    }
    if (parameter.type() != ParameterType.DATE && parameter.type() != ParameterType.TIMESTAMP) {
      problems.add(
          "wrong-parameter",
          "backfill." + field,
          "The parameter `" + name + "` is neither a `date` nor a `timestamp`.",
          "");
    }
    return parameter.type();
  }
}
