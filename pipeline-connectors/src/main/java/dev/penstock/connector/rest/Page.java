package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A page as it came.
 *
 * @param where its place, for messages
 * @param from the URL that gave it
 * @param body sound UTF-8 JSON
 * @param start where the array of records starts in it
 * @param end behind the array; the same as {@code start} where there is none
 * @param values what the response says about further pages
 * @param link the link to the next page in the headers
 */
record Page(
    String where,
    URI from,
    byte[] body,
    int start,
    int end,
    Map<JsonPath, JsonNode> values,
    Optional<String> link) {
  RecordSlices records() {
    return new RecordSlices(body, start, end);
  }

  String digest() {
    return LoopWatch.digest(body, start, end);
  }

  /** What stands at a path; empty also for {@code null}. */
  Optional<JsonNode> value(Optional<JsonPath> path) {
    return path.map(values::get).filter(value -> !value.isNull());
  }
}
