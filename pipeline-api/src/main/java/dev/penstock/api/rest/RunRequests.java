package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.RunRequest;
import dev.penstock.connector.push.PushBody;
import dev.penstock.error.Problem;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads requests for runs: what the request is about, or records.
 *
 * @param maxBytes the most bytes of records
 */
record RunRequests(int maxBytes) {
  RunRequest read(Optional<String> contentType, Optional<String> mode, InputStream body) {
    String type =
        contentType
            .map(given -> given.replaceFirst(";.*", "").strip())
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return switch (type) {
      case "text/csv" -> records(PushBody.Form.CSV, mode, body);
      case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" ->
          records(PushBody.Form.JSON_LINES, mode, body);
      default -> json(Bodies.text(body, maxBytes), mode);
    };
  }

  private RunRequest records(PushBody.Form form, Optional<String> mode, InputStream body) {
    return RunRequest.of(new RunRequest.Records(form, Bodies.text(body, maxBytes)), mode);
  }

  private static RunRequest json(String text, Optional<String> mode) {
    if (text.stripLeading().startsWith("[")) {
      return RunRequest.of(new RunRequest.Records(PushBody.Form.JSON, text), mode);
    }
    ObjectNode object = Bodies.object(text);
    if (mode.isPresent() && object.has("mode")) {
      throw new Refusal(
          BAD_REQUEST,
          Problem.of("mode-twice", "mode", "The mode stands in the body and in the address."));
    }
    mode.ifPresent(given -> object.put("mode", given));
    return RunRequest.of(object);
  }
}
