package dev.penstock.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.Json;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * An event as clients get it.
 *
 * @param offset its place in the topic; of one that was made for a single client the newest that it
 *     covers, -1 for none
 * @param name {@code run.created} or {@code run.updated}
 * @param revision the run's, to tell old from new
 * @param last whether nothing will follow for this run
 * @param json the CloudEvent
 */
public record PublicEvent(
    long offset, String name, String run, long revision, boolean last, String json) {
  private static final String PREFIX = "dev.penstock.";
  private static final String PIPELINE = "/api/v1/pipelines/";

  /** Reads an event back; empty where it is none of ours. */
  public static Optional<PublicEvent> parse(long offset, byte[] json) {
    JsonNode event;
    try {
      event = Json.read(json, JsonNode.class);
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
    String type = event.path("type").asText();
    JsonNode data = event.path("data");
    String run = data.path("runId").asText();
    if (!type.startsWith(PREFIX) || run.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PublicEvent(
            offset,
            type.substring(PREFIX.length()),
            run,
            data.path("revision").asLong(),
            data.path("last").asBoolean(),
            new String(json, UTF_8)));
  }

  /** The name of the run's pipeline; empty where the event does not say. */
  public String pipeline() {
    String source = Json.read(json.getBytes(UTF_8), JsonNode.class).path("source").asText();
    return source.startsWith(PIPELINE) ? source.substring(PIPELINE.length()) : "";
  }
}
