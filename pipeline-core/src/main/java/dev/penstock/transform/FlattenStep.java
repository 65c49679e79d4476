package dev.penstock.transform;

import dev.penstock.definition.StepDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Compiles {@code flatten}, by what the column holds. */
final class FlattenStep {
  private final Compilation compilation;
  private final Expressions expressions;

  FlattenStep(Compilation compilation, Expressions expressions) {
    this.compilation = compilation;
    this.expressions = expressions;
  }

  void compile(StepDefinition.Flatten step, int number, Place place) {
    Column column = compilation.column(step.column(), place.where());
    Flattening flattening = Flattening.of(step, column, place, compilation.hidden());
    switch (flattening) {
      case Flattening.Struct struct -> {
        Map<String, String> parts = struct(struct, place);
        Map<String, RecordQuery.Expression> derived = new LinkedHashMap<>();
        parts.forEach(
            (name, sql) ->
                derived.put(
                    name, expressions.raising(sql, place.inStream(), "flatten " + name, name)));
        List<String> names = compilation.names();
        compilation.derive(derived, place);
        compilation.rearrange(replaced(names, column.name(), List.copyOf(parts.keySet())), place);
      }
      case Flattening.Json json -> {
        newNames(json.names(), column, place);
        List<String> names = compilation.names();
        Map<String, String> items = compilation.keep();
        if (!column.type().equals("JSON")) {
          // A list of structs, of maps or of lists.
          compilation.records().cast(List.of(json.toJson()));
          items.put(column.name(), json.toJson().sql());
        }
        compilation.records().nest(json.refused(), column.name(), json.lists());
        json.lists().forEach(l -> items.put(l.name(), "CAST(NULL AS " + l.listType() + ")"));
        compilation.bindItems(items, place.where());
        List<String> lists = json.lists().stream().map(Nested::name).toList();
        compilation.rearrange(replaced(names, column.name(), lists), place);
        unnest(step, json.unnested(), number, place);
      }
      case Flattening.Elements list -> {
        newNames(List.of(list.name()), column, place);
        unnest(step, Map.of(column.name(), list.unnested()), number, place);
      }
    }
  }

  /** New column to SQL. */
  private Map<String, String> struct(Flattening.Struct struct, Place place) {
    String unnested = "SELECT unnest(" + struct.column().quoted() + ") FROM " + Compilation.INPUT;
    List<Column> fields = compilation.columnsOf(unnested, place.where());
    Map<String, String> parts = new LinkedHashMap<>();
    fields.forEach(field -> parts.put(struct.prefix() + field.name(), struct.part(field)));
    newNames(List.copyOf(parts.keySet()), struct.column(), place);
    return parts;
  }

  /** Names that must not be those of other columns. */
  private void newNames(List<String> names, Column instead, Place place) {
    for (String name : names) {
      Column.checkedName(name, place.where());
      Column other = compilation.find(name);
      if (other != null && !other.equals(instead)) {
        throw Compilation.problem(
            "duplicate-column",
            place.where(),
            "There is a column " + name + " already.",
            "Choose another name, or another beginning of the names, with `as`.");
      }
    }
  }

  private static Map<String, String> replaced(List<String> names, String old, List<String> by) {
    Map<String, String> newToOld = new LinkedHashMap<>();
    for (String name : names) {
      if (name.equals(old)) {
        by.forEach(part -> newToOld.put(part, part));
      } else if (!by.contains(name)) {
        newToOld.put(name, name);
      }
    }
    return newToOld;
  }

  /**
   * @param unnested column with a list to what takes its place
   */
  private void unnest(
      StepDefinition.Flatten step,
      Map<String, Flattening.Unnested> unnested,
      int number,
      Place place) {
    compilation.flush(number);
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM ");
    Map<String, String> items = new LinkedHashMap<>();
    for (Column column : compilation.columns()) {
      Flattening.Unnested one = unnested.get(column.name());
      if (one == null) {
        list.add(column.quoted());
        items.put(column.name(), column.quoted());
      } else {
        String sql = one.sql(column, step.keepEmpty());
        list.add(sql + " AS " + Quoted.name(one.name()));
        items.put(one.name(), sql);
      }
    }
    QuerySegment query = compilation.query(list + compilation.hidden().rows(), place);
    String first =
        compilation.columns().stream()
            .map(Column::name)
            .filter(unnested::containsKey)
            .findFirst()
            .orElseThrow();
    compilation.add(new UnnestSegment(query, first, step.keepEmpty()));
    compilation.bindItems(items, place.where());
  }
}
