package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.error.Refusal;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.push.PushBody;
import dev.penstock.connector.push.PushConnector;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.source.ConformingSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Plans the records that come with a request. */
public final class Pushing {
  private Pushing() {}

  /** The pipeline's stream whose records are pushed. */
  static Optional<String> stream(PipelineDefinition pipeline) {
    return pushed(pipeline).stream().findFirst();
  }

  /**
   * Passes a definition on that has at most one such stream.
   *
   * @throws PermanentException where it has more
   */
  public static PipelineDefinition check(PipelineDefinition pipeline) {
    List<String> streams = pushed(pipeline);
    if (streams.size() > 1) {
      throw new PermanentException(
          new Problem(
              "too-many-pushed",
              "streams." + streams.get(1) + ".source.format",
              "The records of " + streams.getFirst() + " are pushed already.",
              "A request brings the records of one stream; make a pipeline for each."));
    }
    return pipeline;
  }

  /**
   * Plans.
   *
   * @param loaded the streams that the run loads
   * @param known the stream's columns as they were last published, in Arrow's JSON form
   * @throws Refusal where the records are missing, malformed or not wanted
   */
  static Optional<PushedSplits> plan(
      PipelineDefinition pipeline,
      List<String> loaded,
      Optional<RunRequest.Records> records,
      String run,
      Optional<String> known) {
    Optional<String> stream = stream(pipeline).filter(loaded::contains);
    if (stream.isPresent() != records.isPresent()) {
      throw new Refusal(
          BAD_REQUEST, stream.map(Pushing::recordsMissing).orElseGet(Pushing::nobodyWants));
    }
    return stream.map(
        name -> {
          SourceDefinition source = pipeline.stream(name).source();
          RunRequest.Records given = records.orElseThrow();
          try (BufferAllocator allocator = new RootAllocator()) {
            PushBody body = PushBody.parse(given.form(), given.text());
            PlanRequest request =
                new PlanRequest(run, null, known.map(Pushing::schema).orElse(null), false);
            return PushedSplits.of(
                name,
                new ConformingSource(
                        PushConnector.planning(source, body, allocator),
                        source,
                        "streams." + name + ".source")
                    .plan(request, Cancellation.NEVER));
          } catch (PermanentException e) {
            throw new Refusal(BAD_REQUEST, e.problems());
          }
        });
  }

  private static List<String> pushed(PipelineDefinition pipeline) {
    return pipeline.streams().entrySet().stream()
        .filter(stream -> isPushed(stream.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isPushed(StreamDefinition stream) {
    return stream.source().format().equals(PushConnector.NAME);
  }

  private static Problem recordsMissing(String stream) {
    return new Problem(
        "records-missing",
        "body",
        "The stream " + stream + " takes the records of the request, but there are none.",
        "Send a JSON array, JSON Lines (application/x-ndjson) or CSV (text/csv).");
  }

  private static Problem nobodyWants() {
    return new Problem(
        "records-unwanted",
        "body",
        "The run loads no stream that takes the records of the request.",
        "Send an object, {}, or no body; or give a stream the source `{ format: push }`.");
  }

  private static @Nullable Schema schema(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
