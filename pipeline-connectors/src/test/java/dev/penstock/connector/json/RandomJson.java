package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random records with fields of every type, some of them missing or null. */
final class RandomJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RandomJson() {}

  static List<String> records(RandomGenerator random, int count) {
    List<String> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(record(random, i).toString());
    }
    return records;
  }

  private static ObjectNode record(RandomGenerator random, int id) {
    ObjectNode record = NODES.objectNode().put("id", id);
    if (random.nextInt(10) > 0) {
      record.put("name", text(random));
    }
    if (random.nextInt(10) > 0) {
      record.put("amount", random.nextInt(1_000_000) / 100.0);
    } else {
      record.putNull("amount");
    }
    record.put("paid", random.nextBoolean());
    if (random.nextBoolean()) {
      ObjectNode address = record.putObject("address");
      address.put("street", text(random));
      address.putArray("tags").add(random.nextInt()).addNull().add(text(random));
    }
    return record;
  }

  private static String text(RandomGenerator random) {
    String[] parts = {"a", " ", "\"", "\\", "\n", "é", "漢", "😀", "{", "]", ",", "/"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
