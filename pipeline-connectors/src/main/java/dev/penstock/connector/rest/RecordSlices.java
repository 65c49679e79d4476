package dev.penstock.connector.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The elements of a JSON array in a sound text, one after the other. Not thread-safe. */
final class RecordSlices implements AutoCloseable {
  private final JsonParser parser;
  private final int base;
  private int from;
  private int to;
  private boolean present;

  /**
   * Stands at the first element.
   *
   * @param from where the array starts
   * @param to behind its end; the same for no array
   */
  RecordSlices(byte[] utf8, int from, int to) {
    try {
      this.base = from;
      this.parser = JsonWalk.FACTORY.createParser(utf8, from, to - from);
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        step();
      }
    } catch (IOException e) {
      throw sound(e);
    }
  }

  /** Whether it stands at an element. */
  boolean present() {
    return present;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  void advance() {
    try {
      step();
    } catch (IOException e) {
      throw sound(e);
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw sound(e);
    }
  }

  private void step() throws IOException {
    JsonToken token = parser.nextToken();
    present = token != null && token != JsonToken.END_ARRAY;
    if (present) {
      from = Math.toIntExact(base + parser.currentTokenLocation().getByteOffset());
      parser.skipChildren();
      parser.finishToken();
      to = Math.toIntExact(base + parser.currentLocation().getByteOffset());
    }
  }

  private static IllegalStateException sound(IOException e) {
    return new IllegalStateException("the text was sound before", e);
  }
}
