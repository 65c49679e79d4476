package dev.penstock.cli.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/** A record of a source, for reading. Stateless. */
final class Records {
  private static final JsonMapper JSON = new JsonMapper();

  private Records() {}

  /** A line for each field where it is a JSON object, else the text as it is. */
  static List<String> lines(String original) {
    try {
      JsonNode read = JSON.readTree(original);
      if (read.isObject()) {
        List<String> lines = new ArrayList<>();
        read.properties()
            .forEach(field -> lines.add(clean(field.getKey() + ": " + field.getValue())));
        return lines;
      }
    } catch (JsonProcessingException e) {
      // raw text
    }
    return List.of(clean(original));
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
