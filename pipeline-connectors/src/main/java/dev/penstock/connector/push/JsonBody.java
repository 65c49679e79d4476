package dev.penstock.connector.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON arrays and JSON Lines. */
final class JsonBody {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final ObjectReader ONE =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonBody() {}

  static void array(String text, PushBody body) {
    long place = 0;
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        body.wrong("start", "An array of objects was expected.");
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY && !body.hopeless()) {
        place++;
        if (parser.currentToken() == null) {
          body.wrong("end", "The array is not closed.");
          return;
        }
        add(place, "record " + place, parser.readValueAsTree(), body);
      }
      if (!body.hopeless() && parser.nextToken() != null) {
        body.wrong(line(parser.currentLocation()), "There is text behind the array.");
      }
    } catch (JsonProcessingException e) {
      body.wrong(line(e.getLocation()), "This is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void lines(String text, PushBody body) {
    long line = 0;
    for (String record : (Iterable<String>) text.lines()::iterator) {
      line++;
      if (record.isBlank() || body.hopeless()) {
        continue;
      }
      try {
        add(line, "line " + line, ONE.readTree(record), body);
      } catch (JsonProcessingException e) {
        body.wrong("line " + line, "This is not JSON: " + e.getOriginalMessage());
      }
    }
  }

  private static void add(long place, String where, @Nullable JsonNode node, PushBody body) {
    if (node instanceof ObjectNode object) {
      body.add(new PushedRecord(place, object, object.toString().getBytes(UTF_8).length));
    } else {
      body.wrong(where, "An object was expected.");
    }
  }

  private static String line(@Nullable JsonLocation location) {
    return location == null ? "start" : "line " + location.getLineNr();
  }
}
