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
  RunRequest read(Optional<String> contentType, RunRequest.Words words, InputStream body) {
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

  private RunRequest records(PushBody.Form form, RunRequest.Words words, InputStream body) {
    return RunRequest.of(new RunRequest.Records(form, Bodies.text(body, maxBytes)), words);
  }

  private static RunRequest json(String text, RunRequest.Words words) {
    if (text.stripLeading().startsWith("[")) {
      return RunRequest.of(new RunRequest.Records(PushBody.Form.JSON, text), words);
    }
    ObjectNode object = Bodies.object(text);
    put(object, "mode", words.mode());
    put(object, "from", words.from());
    put(object, "dry_run", words.dryRun());
    return RunRequest.of(object);
  }

  private static void put(ObjectNode object, String name, Optional<String> given) {
    if (given.isPresent() && object.has(name)) {
      throw new Refusal(
          BAD_REQUEST,
          Problem.of(
              name.replace('_', '-') + "-twice",
              name,
              "The field " + name + " stands in the body and in the address."));
    }
    given.ifPresent(value -> object.put(name, value));
  }
}
