package dev.penstock.transform;

import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@code flatten} step does, by the type of its column. */
sealed interface Flattening {
  /**
   * Fields become columns of the same record.
   *
   * @param prefix in front of the fields' names
   */
  record Struct(Column column, String prefix) implements Flattening {
    String part(Column field) {
      return "struct_extract(" + column.quoted() + ", " + Quoted.text(field.name()) + ")";
    }
  }

  /** A list becomes records. */
  record Elements(String name) implements Flattening {
    Unnested unnested() {
      return new Unnested(name, false);
    }
  }

  /**
   * JSON becomes records, or columns of one.
   *
   * @param toJson makes JSON of a column that is none yet
   * @param lists what the value is taken apart into
   * @param names the new columns, one for each list
   */
  record Json(
      RecordQuery.Conversion toJson,
      Outcome.NotNested refused,
      List<Nested> lists,
      List<String> names)
      implements Flattening {
    Map<String, Unnested> unnested() {
      Map<String, Unnested> unnested = new LinkedHashMap<>();
      for (int i = 0; i < lists.size(); i++) {
        unnested.put(lists.get(i).name(), new Unnested(names.get(i), lists.get(i).isJson()));
      }
      return unnested;
    }
  }

  /**
   * A new column of a list's elements.
   *
   * @param json whether the elements are JSON in text
   */
  record Unnested(String name, boolean json) {
    String sql(Column list, boolean keepEmpty) {
      String elements = list.quoted();
      if (keepEmpty) {
        elements =
            "CASE WHEN coalesce(len("
                + elements
                + "), 0) = 0 THEN [NULL] ELSE "
                + elements
                + " END";
      }
      String element = "unnest(" + elements + ")";
      return json ? "CAST(" + element + " AS JSON)" : element;
    }
  }

  static Flattening of(StepDefinition.Flatten step, Column column, Place place, Hidden hidden) {
    String type = column.type();
    boolean list = type.endsWith("]");
    boolean fields = !step.fields().isEmpty();
    if (type.startsWith("STRUCT") && !list) {
      if (fields || step.keepEmpty()) {
        throw refused(place, column, "`fields` and `keep_empty` are for lists and JSON.");
      }
      return new Struct(column, step.as().isEmpty() ? column.name() + "_" : step.as());
    }
    boolean nested = list && isNested(type);
    if (type.equals("JSON") || nested) {
      return json(step, column, place, hidden);
    }
    if (!list) {
      throw refused(
          place,
          column,
          type.equals("VARCHAR")
              ? "Make JSON of it first: `- cast: { " + column.name() + ": json }`."
              : "Only lists, structs and JSON can be taken apart.");
    }
    if (fields) {
      throw refused(place, column, "`fields` is for JSON objects; leave it out.");
    }
    return new Elements(step.as().isEmpty() ? column.name() : step.as());
  }

  private static boolean isNested(String list) {
    String element = list.substring(0, list.lastIndexOf('['));
    return element.endsWith("]")
        || element.equals("JSON")
        || element.startsWith("STRUCT")
        || element.startsWith("MAP");
  }

  private static Json json(StepDefinition.Flatten step, Column column, Place place, Hidden hidden) {
    List<Nested> lists = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (step.fields().isEmpty()) {
      lists.add(new Nested(hidden.plain("f0"), "", "json", Optional.empty()));
      names.add(step.as().isEmpty() ? column.name() : step.as());
    }
    step.fields()
        .forEach(
            (field, type) -> {
              boolean any = type.equalsIgnoreCase("json") || type.equalsIgnoreCase("varchar");
              Optional<Outcome.NotCast> failed =
                  any
                      ? Optional.empty()
                      : Optional.of(new Outcome.NotCast(place.inStream(), field, type, List.of()));
              lists.add(new Nested(hidden.plain("f" + lists.size()), field, type, failed));
              names.add(step.as() + field);
            });
    Outcome.NotCast never = new Outcome.NotCast(place.inStream(), column.name(), "json", List.of());
    return new Json(
        new RecordQuery.Conversion(column.name(), "to_json(" + column.quoted() + ")", never),
        new Outcome.NotNested(
            place.inStream(),
            column.name(),
            step.fields().isEmpty() ? "a list" : "an object or a list of objects"),
        lists,
        names);
  }

  private static PermanentException refused(Place place, Column column, String advice) {
    return new PermanentException(
        new Problem(
            "not-nested",
            place.where(),
            "The column "
                + column.name()
                + " is "
                + column.type()
                + ", which cannot be taken apart like this.",
            advice));
  }
}
