package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.error.Refusal;
import dev.penstock.connector.Connections;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a pipeline's raw copies can be read. Thread-safe.
 *
 * @param types the types of connection at which they can
 */
public record RawCopies(Connections connections, Set<String> types) {
  public RawCopies {
    types = Set.copyOf(types);
  }

  /**
   * Passes where each of the streams has one, at a destination that can be read.
   *
   * @throws Refusal with every stream that has none
   */
  void mustBeReadable(PipelineDefinition pipeline, Set<String> streams) {
    List<Problem> problems = new ArrayList<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              if (streams.contains(name) && stream.bronze().isEmpty()) {
                problems.add(
                    new Problem(
                        "no-bronze",
                        "streams." + name,
                        "The stream " + name + " keeps no raw copy to read from.",
                        "Give it `bronze: { table: … }` and run it once from its source."));
              }
            });
    boolean readable =
        connections
            .find(pipeline.destination())
            .map(connection -> types.contains(connection.type()))
            .orElse(true);
    if (!readable) {
      problems.add(
          new Problem(
              "bronze-unreadable",
              "connections." + pipeline.destination(),
              "Raw copies at this kind of destination cannot be read back.",
              "Start a run in full from the sources."));
    }
    if (!problems.isEmpty()) {
      throw new Refusal(CONFLICT, problems);
    }
  }
}
