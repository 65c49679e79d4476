package dev.penstock.source;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Columns that hold the rows of two schemas: what a table has whose rows came with either. */
public final class ColumnUnion {
  private ColumnUnion() {}

  /**
   * The columns of the first in their order, then those that only the second has. Where the types
   * differ, the narrowest that holds the values of both; where there is none, JSON for documents
   * and text for the rest.
   */
  public static Schema of(Schema first, Schema second) {
    return new Schema(fields(first.getFields(), second.getFields()));
  }

  private static List<Field> fields(List<Field> first, List<Field> second) {
    Map<String, Field> all = new LinkedHashMap<>();
    first.forEach(field -> all.put(field.getName(), field));
    second.forEach(field -> all.merge(field.getName(), field, ColumnUnion::of));
    return List.copyOf(all.values());
  }

  private static Field of(Field a, Field b) {
    if (Types.same(a, b)) {
      return a;
    }
    Optional<Field> nested = nested(a, b);
    if (nested.isPresent()) {
      return nested.get();
    }
    boolean document = document(a) || document(b);
    return document
        ? ExtensionTypes.json(a.getName())
        : Types.common(a, b)
            .or(() -> Types.common(b, a))
            .map(found -> named(found, a.getName()))
            .orElseGet(() -> Field.nullable(a.getName(), ColumnTypes.TEXT));
  }

  private static boolean document(Field field) {
    Family family = Family.of(field);
    return family == Family.JSON || family == Family.NESTED;
  }

  /** Both are structs, both lists, or both maps. */
  private static Optional<Field> nested(Field a, Field b) {
    if (!a.getType().equals(b.getType())) {
      return Optional.empty();
    }
    return switch (a.getType()) {
      case ArrowType.Struct type -> Optional.of(with(a, fields(a.getChildren(), b.getChildren())));
      case ArrowType.List type -> Optional.of(with(a, parts(a, b)));
      case ArrowType.Map type -> Optional.of(with(a, parts(a, b)));
      default -> Optional.empty();
    };
  }

  /** Children that correspond by their order, whatever their names. */
  private static List<Field> parts(Field a, Field b) {
    List<Field> parts = new ArrayList<>();
    for (int i = 0; i < a.getChildren().size(); i++) {
      Field part = of(a.getChildren().get(i), b.getChildren().get(i));
      boolean required = !a.getChildren().get(i).isNullable();
      parts.add(
          new Field(
              part.getName(),
              new FieldType(!required, part.getType(), part.getDictionary(), part.getMetadata()),
              part.getChildren()));
    }
    return parts;
  }

  private static Field with(Field field, List<Field> children) {
    return new Field(field.getName(), field.getFieldType(), children);
  }

  private static Field named(Field field, String name) {
    return new Field(name, field.getFieldType(), field.getChildren());
  }
}
