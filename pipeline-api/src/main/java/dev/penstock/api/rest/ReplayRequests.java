package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.replay.ReplayRequest;
import dev.penstock.api.runs.RunRequest;
import dev.penstock.connector.SourceBatch;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads what a client sends to have rejects taken up again. */
final class ReplayRequests {
  private static final List<String> FIELDS = List.of("filter", "ids", "id", "record");

  private ReplayRequests() {}

  static ReplayRequest read(String text) {
    ObjectNode body = Bodies.exactObject(text);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw refused(
                    "unknown-field",
                    Parameters.shown(name),
                    "There is no such field here.",
                    NearMiss.advice(name, FIELDS, "The fields"));
              }
            });
    String digest = RunRequest.digest(body);
    if (body.isEmpty()) {
      return new ReplayRequest(RejectFilter.ALL, Optional.empty(), digest);
    }
    if (!body.has("id") && !body.has("record")) {
      return new ReplayRequest(RejectFilters.body(body), Optional.empty(), digest);
    }
    if (!body.has("id") || body.has("ids") || body.has("filter")) {
      throw refused(
          "bad-parameter",
          "body",
          "An edited record is that of one reject.",
          "Send {\"id\": 17, \"record\": {…}}.");
    }
    ArrayNode ids = body.arrayNode().add(body.get("id"));
    RejectFilter one = RejectFilters.body(body.objectNode().set("ids", ids));
    return new ReplayRequest(
        one, Optional.ofNullable(body.get("record")).map(ReplayRequests::record), digest);
  }

  private static ObjectNode record(JsonNode record) {
    if (!(record instanceof ObjectNode object) || object.isEmpty()) {
      throw refused(
          "bad-parameter",
          "record",
          "It is not an object with the record's columns.",
          "Copy the original of the reject and correct it.");
    }
    int bytes = object.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SourceBatch.MAX_RECORD_BYTES) {
      throw refused(
          "too-large",
          "record",
          "It has %d bytes; at most %d are allowed.".formatted(bytes, SourceBatch.MAX_RECORD_BYTES),
          "");
    }
    return object;
  }

  private static Refusal refused(String code, String where, String message, String advice) {
    return new Refusal(BAD_REQUEST, new Problem(code, where, message, advice));
  }
}
