package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.TOO_LARGE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads bodies, never more of them than is allowed. */
final class Bodies {
  /** The largest body, in bytes. */
  static final int MAX_BYTES = 256 * 1024;

  /** The largest body that holds one record, in bytes. */
  static final int MAX_RECORD_BYTES = 1 << 20;

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper EXACT =
      STRICT
          .rebuild()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Bodies() {}

  /** The body as text. */
  static String text(InputStream body) {
    return text(body, MAX_BYTES);
  }

  /** The body as text of at most so many bytes. */
  static String text(InputStream body, int maxBytes) {
    try {
      byte[] bytes = body.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new Refusal(
            TOO_LARGE,
            Problem.of(
                "too-large",
                "body",
                "The body has more than " + maxBytes / 1024 + " KiB, which is the most."));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "not-utf-8", "body", "The body is not UTF-8 text.", "Save the file as UTF-8."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body as a JSON object; no body is an empty one. */
  static ObjectNode object(String text) {
    return object(text, STRICT);
  }

  /** The same with numbers as they are written, which records need. */
  static ObjectNode exactObject(String text) {
    return object(text, EXACT);
  }

  private static ObjectNode object(String text, JsonMapper mapper) {
    JsonNode json;
    try {
      json = text.isBlank() ? mapper.createObjectNode() : mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "malformed-json",
              "body:" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr(),
              "The body is not JSON: " + e.getOriginalMessage(),
              "Send an object, {}, or no body."));
    }
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw new Refusal(
        BAD_REQUEST,
        new Problem(
            "not-an-object",
            "body",
            "The body is not a JSON object.",
            "Send an object, {}, or no body."));
  }
}
