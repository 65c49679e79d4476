package dev.penstock.api.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An event in words that people read.
 *
 * @param subject one line
 * @param lines the numbers, what to do, the link
 */
record Message(String subject, List<String> lines) {
  private static final int LONGEST_SUBJECT = 200;

  Message {
    lines = List.copyOf(lines);
  }

  /** The words of an event; fields that it does not have are left out. */
  static Message of(String event) {
    JsonNode data = Json.read(event.getBytes(StandardCharsets.UTF_8), JsonNode.class).path("data");
    List<String> lines = new ArrayList<>();
    lines.add(data.path("summary").asText() + ".");
    add(lines, "What to do: ", data.path("problem").path("advice"));
    add(lines, "Pipeline: ", data.path("pipeline"));
    add(lines, "Version: ", data.path("version"));
    add(lines, "Run: ", data.path("runId"));
    add(lines, "State: ", data.path("status"));
    data.path("stages")
        .forEach(
            stage ->
                lines.add(
                    "%s: %s, %d records, %d rejected, %d filtered"
                        .formatted(
                            stage.path("stage").asText(),
                            stage.path("state").asText().toLowerCase(Locale.ROOT),
                            stage.path("records").asLong(),
                            stage.path("rejected").asLong(),
                            stage.path("filtered").asLong())));
    add(lines, "", data.path("link"));
    return new Message(oneLine(data.path("summary").asText()), lines);
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** No line break or other control character gets into a header. */
  static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT - 1) + "…" : line;
  }

  private static void add(List<String> lines, String name, JsonNode value) {
    if (value.isValueNode() && !value.asText().isBlank()) {
      lines.add(name + value.asText());
    }
  }
}
