package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.RunRequest;
import dev.penstock.connector.push.PushBody;
import dev.penstock.error.Problem;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads requests for runs: what the request is about, or records.
 *
 * @param maxBytes the most bytes of records
 */
record RunRequests(int maxBytes) {
  /**
   * Reads one.
   *
   * @param words the query parameters, as an object would say them
   */
  RunRequest read(Optional<String> contentType, ObjectNode words, InputStream body) {
    String type =
        contentType
            .map(given -> given.replaceFirst(";.*", "").strip())
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return switch (type) {
      case "text/csv" -> records(PushBody.Form.CSV, words, body);
      case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" ->
          records(PushBody.Form.JSON_LINES, words, body);
      default -> json(Bodies.text(body, maxBytes), words);
    };
  }

  private RunRequest records(PushBody.Form form, ObjectNode words, InputStream body) {
    return RunRequest.of(new RunRequest.Records(form, Bodies.text(body, maxBytes)), words);
  }

  private static RunRequest json(String text, ObjectNode words) {
    if (text.stripLeading().startsWith("[")) {
      return RunRequest.of(new RunRequest.Records(PushBody.Form.JSON, text), words);
    }
    ObjectNode object = Bodies.exactObject(text);
    List<Problem> twice = new ArrayList<>();
    for (Map.Entry<String, JsonNode> word : words.properties()) {
      String name = word.getKey();
      if (object.has(name)) {
        twice.add(
            Problem.of(
                name.replace('_', '-') + "-twice",
                name,
                "The field " + name + " stands in the body and in the address."));
      }
      object.set(name, word.getValue());
    }
    if (!twice.isEmpty()) {
      throw new Refusal(BAD_REQUEST, twice);
    }
    return RunRequest.of(object);
  }
}
