package dev.penstock.api.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Says of the answers in the OpenAPI document what their records say: a field is always there, and
 * it is {@code null} only where its component is {@link Nullable}. Works when the service is built;
 * used by the extension alone.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class AnswerSchemas implements OASFilter {
  private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
  private static final String OURS = "dev.penstock.";

  /** What Jackson writes as it is, whatever its class looks like. */
  private static final Map<String, String> JSON =
      Map.of("JsonNode", "Any JSON value", "ObjectNode", "Any JSON object");

  private final IndexView index;

  public AnswerSchemas(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Map<String, Schema> schemas = new LinkedHashMap<>(document.getComponents().getSchemas());
    schemas.remove("JsonNodeType");
    JSON.forEach(
        (name, description) -> {
          if (schemas.containsKey(name)) {
            Schema any = OASFactory.createSchema().description(description);
            schemas.put(name, name.equals("ObjectNode") ? any.addType(SchemaType.OBJECT) : any);
          }
        });
    List<ClassInfo> records = records();
    schemas.forEach((name, schema) -> say(name, schema, records));
    document.getComponents().setSchemas(schemas);
  }

  private static void say(String name, Schema schema, List<ClassInfo> records) {
    Map<String, Schema> fields = schema.getProperties();
    if (fields == null || fields.isEmpty()) {
      return;
    }
    of(name, fields.keySet(), records)
        .ifPresent(
            shown -> {
              Map<String, Schema> told = new LinkedHashMap<>();
              fields.forEach(
                  (field, value) -> told.put(field, told(value, shown.field(field).type())));
              schema.setProperties(told);
              schema.setRequired(new ArrayList<>(fields.keySet()));
            });
  }

  /** The record that a schema shows; two of a name are told apart by their components. */
  private static Optional<ClassInfo> of(String name, Set<String> fields, List<ClassInfo> records) {
    List<ClassInfo> same = records.stream().filter(one -> components(one).equals(fields)).toList();
    // It may have another name by an annotation.
    return same.stream()
        .filter(one -> name.startsWith(simple(one)))
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  private static Schema told(Schema schema, Type type) {
    if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
      List<Type> arguments = type.asParameterizedType().arguments();
      if (schema.getItems() != null) {
        schema.setItems(told(schema.getItems(), arguments.getFirst()));
      }
      if (schema.getAdditionalPropertiesSchema() != null) {
        schema.setAdditionalPropertiesSchema(
            told(schema.getAdditionalPropertiesSchema(), arguments.getLast()));
      }
    }
    if (!type.hasAnnotation(NULLABLE)) {
      return schema;
    }
    if (schema.getRef() == null) {
      return schema.getType() == null ? schema : schema.addType(SchemaType.NULL);
    }
    return OASFactory.createSchema()
        .addAnyOf(schema)
        .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
  }

  /** The project's records, with those that their components name. */
  private List<ClassInfo> records() {
    Set<DotName> seen = new HashSet<>();
    List<ClassInfo> found = new ArrayList<>();
    Deque<DotName> open =
        index.getKnownClasses().stream()
            .map(ClassInfo::name)
            .filter(name -> name.toString().startsWith(OURS))
            .collect(Collectors.toCollection(ArrayDeque::new));
    while (!open.isEmpty()) {
      DotName name = open.remove();
      ClassInfo one = seen.add(name) ? index.getClassByName(name) : null;
      if (one != null && one.isRecord()) {
        found.add(one);
        one.fields().forEach(field -> names(field.type(), open));
      }
    }
    return found;
  }

  private static void names(Type type, Deque<DotName> open) {
    if (type.name().toString().startsWith(OURS)) {
      open.add(type.name());
    }
    if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
      type.asParameterizedType().arguments().forEach(argument -> names(argument, open));
    }
  }

  private static Set<String> components(ClassInfo record) {
    return record.fields().stream()
        .filter(field -> !java.lang.reflect.Modifier.isStatic(field.flags()))
        .map(FieldInfo::name)
        .collect(Collectors.toSet());
  }

  private static String simple(ClassInfo one) {
    String name = one.name().withoutPackagePrefix();
    return name.substring(name.lastIndexOf('$') + 1);
  }
}
