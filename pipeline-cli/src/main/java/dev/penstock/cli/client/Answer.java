package dev.penstock.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * What the API answered.
 *
 * @param text the body as it came
 * @param etag what names this version of it
 */
public record Answer(int status, String text, Optional<String> etag) {
  private static final JsonMapper JSON = new JsonMapper();

  /** The body as a tree. */
  public JsonNode json() {
    try {
      return JSON.readTree(text.isBlank() ? "null" : text);
    } catch (JsonProcessingException e) {
      throw new CliException("The server answered with something that is no JSON.");
    }
  }

  /** The entries of a list. */
  public JsonNode items() {
    return json().path("items");
  }
}
