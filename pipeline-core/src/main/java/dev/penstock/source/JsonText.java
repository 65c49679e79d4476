package dev.penstock.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells JSON from other texts. Not thread-safe. */
final class JsonText {
  private final JsonFactory factory = new JsonFactory();

  /** Whether the bytes are one JSON value and nothing else. */
  boolean sound(byte[] utf8, int from, int count) {
    try (JsonParser parser = factory.createParser(utf8, from, count)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
