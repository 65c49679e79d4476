package dev.penstock.api.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.penstock.batch.RejectedRecord;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the originals of rejects, never changing a letter of them. */
final class Originals {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Originals() {}

  /** Names of the fields of a JSON object; empty for any other text. */
  static Optional<Set<String>> fields(String original) {
    Set<String> names = new LinkedHashSet<>();
    try (JsonParser parser = JSON.createParser(original)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        names.add(name);
        parser.nextToken();
        parser.skipChildren();
      }
      return parser.nextToken() == null ? Optional.of(names) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether a part of the record is missing. */
  static boolean cut(String original) {
    return original.length() > RejectedRecord.MAX_ORIGINAL;
  }
}
