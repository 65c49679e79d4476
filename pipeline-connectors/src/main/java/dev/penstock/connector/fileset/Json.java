package dev.penstock.connector.fileset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;

/** The notes of this package as JSON, names in snake_case, lines indented. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Json() {}

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a note.
   *
   * @throws PermanentException where it is not one; somebody changed it
   */
  static <T> T read(byte[] bytes, Class<T> type, String path) {
    try {
      T read = MAPPER.readValue(bytes, type);
      if (read != null) {
        return read;
      }
    } catch (IOException e) {
      // Told below: the text may be anything.
    }
    throw new PermanentException(
        new Problem(
            "note-damaged",
            path,
            "This file is not what Penstock wrote there.",
            "Restore it from a backup; only Penstock may change it."));
  }
}
