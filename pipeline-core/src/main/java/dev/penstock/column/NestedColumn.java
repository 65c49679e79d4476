package dev.penstock.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Lists, structs and maps, from JSON. The values of all rows lie flat in builders of their own, as
 * Arrow keeps them.
 */
final class NestedColumn extends ColumnBuilder {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final JsonNode NULL = JSON.nullNode();

  private final Field field;
  private final List<@Nullable JsonNode> values = new ArrayList<>();

  NestedColumn(Field field) {
    this.field = field;
  }

  /** Whether this is a nested type whose parts there are builders for. */
  static boolean nests(Field field) {
    return switch (field.getType()) {
      case ArrowType.List type -> part(field.getChildren().getFirst());
      case ArrowType.Struct type -> field.getChildren().stream().allMatch(NestedColumn::part);
      case ArrowType.Map type ->
          field.getChildren().getFirst().getChildren().stream().allMatch(NestedColumn::part);
      default -> false;
    };
  }

  private static boolean part(Field field) {
    return ColumnBuilder.builds(field) || nests(field);
  }

  @Override
  public int width() {
    return Integer.BYTES;
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public void setNull(int row) {
    set(row, null);
  }

  @Override
  public boolean text(int row, char[] chars, int from, int count) {
    return refuse(row);
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    return refuse(row);
  }

  @Override
  public boolean bool(int row, boolean value) {
    return refuse(row);
  }

  @Override
  public boolean json(int row, byte[] utf8, int from, int count) {
    JsonNode value;
    try {
      value = JSON.readTree(utf8, from, count);
    } catch (JsonProcessingException e) {
      return refuse(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    set(row, value);
    return fits(field, value);
  }

  @Override
  public void copyTo(FieldVector vector, int rows) {
    fill(vector, values.subList(0, rows));
  }

  private boolean refuse(int row) {
    set(row, null);
    return false;
  }

  private void set(int row, @Nullable JsonNode value) {
    while (values.size() <= row) {
      values.add(null);
    }
    values.set(row, value);
  }

  private static boolean fits(Field field, JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    return switch (field.getType()) {
      case ArrowType.List type -> value.isArray() && all(value, field.getChildren().getFirst());
      case ArrowType.Struct type ->
          value.isObject()
              && value.properties().stream().allMatch(part -> child(field, part.getKey()) != null)
              && field.getChildren().stream()
                  .allMatch(
                      child ->
                          fits(
                              child,
                              value.path(child.getName()).isMissingNode()
                                  ? NULL
                                  : value.path(child.getName())));
      case ArrowType.Map type -> {
        Field entry = field.getChildren().getFirst();
        yield value.isObject()
            && value.properties().stream()
                .allMatch(
                    part ->
                        put(
                                ColumnBuilder.of(entry.getChildren().getFirst()),
                                0,
                                JSON.getNodeFactory().textNode(part.getKey()))
                            && fits(entry.getChildren().get(1), part.getValue()));
      }
      default -> put(ColumnBuilder.of(field), 0, value);
    };
  }

  private static boolean all(JsonNode array, Field element) {
    for (JsonNode value : array) {
      if (!fits(element, value)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Field child(Field field, String name) {
    return field.getChildren().stream()
        .filter(child -> child.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Puts values that fit, one a row, into a vector of any type. */
  private static void fill(FieldVector vector, List<? extends @Nullable JsonNode> values) {
    switch (vector) {
      case ListVector list -> fillList(list, values);
      case StructVector struct -> fillStruct(struct, values);
      default -> {
        ColumnBuilder builder = ColumnBuilder.of(vector.getField());
        for (int row = 0; row < values.size(); row++) {
          JsonNode value = values.get(row);
          if (value == null || value.isNull()) {
            builder.setNull(row);
          } else if (!put(builder, row, value)) {
            throw new IllegalStateException("a value that fits does not");
          }
        }
        builder.copyTo(vector, values.size());
      }
    }
  }

  /** Maps too: their entries are a list of structs. */
  private static void fillList(ListVector list, List<? extends @Nullable JsonNode> values) {
    List<@Nullable JsonNode> elements = new ArrayList<>();
    list.setInitialCapacity(values.size());
    list.allocateNew();
    for (int row = 0; row < values.size(); row++) {
      JsonNode value = values.get(row);
      if (value == null || value.isNull()) {
        list.setNull(row);
        continue;
      }
      int start = list.startNewValue(row);
      if (start != elements.size()) {
        throw new IllegalStateException("lists are not filled in order");
      }
      if (value.isObject()) {
        value.properties().forEach(entry -> elements.add(entry(list, entry)));
      } else {
        value.forEach(elements::add);
      }
      list.endValue(row, elements.size() - start);
    }
    fill(list.getDataVector(), elements);
    list.setLastSet(values.size() - 1);
    list.getDataVector().setValueCount(elements.size());
    list.setValueCount(values.size());
  }

  private static JsonNode entry(ListVector map, Map.Entry<String, JsonNode> entry) {
    List<Field> parts = map.getField().getChildren().getFirst().getChildren();
    return JSON.createObjectNode()
        .put(parts.get(0).getName(), entry.getKey())
        .set(parts.get(1).getName(), entry.getValue());
  }

  private static void fillStruct(StructVector struct, List<? extends @Nullable JsonNode> values) {
    struct.setInitialCapacity(values.size());
    struct.allocateNew();
    for (FieldVector child : struct.getChildrenFromFields()) {
      List<@Nullable JsonNode> parts = new ArrayList<>();
      for (JsonNode value : values) {
        parts.add(value == null ? null : value.get(child.getName()));
      }
      fill(child, parts);
    }
    for (int row = 0; row < values.size(); row++) {
      JsonNode value = values.get(row);
      if (value == null || value.isNull()) {
        struct.setNull(row);
      } else {
        struct.setIndexDefined(row);
      }
    }
    struct.setValueCount(values.size());
  }

  private static boolean put(ColumnBuilder column, int row, JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> {
        column.setNull(row);
        yield true;
      }
      case STRING -> chars(value.textValue(), text -> column.text(row, text, 0, text.length));
      case NUMBER -> chars(value.asText(), text -> column.number(row, text, 0, text.length));
      case BOOLEAN -> column.bool(row, value.booleanValue());
      default -> {
        byte[] json = value.toString().getBytes(UTF_8);
        yield column.json(row, json, 0, json.length);
      }
    };
  }

  private static boolean chars(String text, Predicate<char[]> taker) {
    return taker.test(text.toCharArray());
  }
}
