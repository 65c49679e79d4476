package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compiles the steps that name, order, convert and compute columns, and {@code filter}. */
final class ColumnSteps {
  private final Compilation compilation;
  private final Expressions expressions;

  ColumnSteps(Compilation compilation, Expressions expressions) {
    this.compilation = compilation;
    this.expressions = expressions;
  }

  void rename(StepDefinition.Rename step, Place place) {
    Map<String, String> newNames = new LinkedHashMap<>();
    step.columns()
        .forEach(
            (old, name) ->
                newNames.put(
                    compilation.column(old, place.at(old)).name(),
                    Column.checkedName(name, place.at(old))));
    Map<String, String> newToOld = new LinkedHashMap<>();
    Map<String, String> taken = new LinkedHashMap<>();
    for (Column column : compilation.columns()) {
      String name = newNames.getOrDefault(column.name(), column.name());
      String other = taken.put(Quoted.key(name), column.name());
      if (other != null) {
        String renamed = newNames.containsKey(column.name()) ? column.name() : other;
        throw Compilation.problem(
            "duplicate-column",
            place.at(renamed),
            "There would be two columns named " + name + ".",
            "Choose another name, or rename the other one too.");
      }
      newToOld.put(name, column.name());
    }
    compilation.rearrange(newToOld, place);
  }

  void select(StepDefinition.Select step, Place place) {
    Map<String, String> newToOld = new LinkedHashMap<>();
    for (int i = 0; i < step.columns().size(); i++) {
      String where = place.where() + "[" + i + "]";
      Column column = compilation.column(step.columns().get(i), where);
      if (newToOld.put(column.name(), column.name()) != null) {
        throw Compilation.problem(
            "duplicate-column", where, column.name() + " is selected twice.", "Leave one out.");
      }
    }
    compilation.columns().stream()
        .filter(Column::isPlace)
        .forEach(column -> newToOld.put(column.name(), column.name()));
    compilation.rearrange(newToOld, place);
  }

  void drop(StepDefinition.Drop step, Place place) {
    Map<String, String> left = new LinkedHashMap<>();
    compilation.columns().forEach(column -> left.put(column.name(), column.name()));
    for (int i = 0; i < step.columns().size(); i++) {
      String where = place.where() + "[" + i + "]";
      left.remove(compilation.column(step.columns().get(i), where).name());
    }
    if (left.keySet().stream().allMatch(Columns.PLACE::equalsIgnoreCase)) {
      throw Compilation.problem(
          "no-column", place.where(), "No column would be left.", "Keep at least one.");
    }
    compilation.rearrange(left, place);
  }

  void cast(StepDefinition.Cast step, Place place) {
    List<RecordQuery.Conversion> conversions = new ArrayList<>();
    Map<String, String> items = compilation.keep();
    step.types()
        .forEach(
            (name, type) -> {
              String where = place.at(name);
              Column column = compilation.column(name, where);
              Expressions.syntax(() -> SqlSyntax.checkType(type), where);
              List<String> formats = step.formats().getOrDefault(name, List.of());
              String text = formats.isEmpty() ? column.quoted() : strptime(column, formats, where);
              String sql = "TRY_CAST(" + text + " AS \n" + type + "\n)";
              expressions.bound(sql, where);
              Outcome.NotCast failed =
                  new Outcome.NotCast(place.inStream(), column.name(), type.strip(), formats);
              conversions.add(new RecordQuery.Conversion(column.name(), sql, failed));
              items.put(column.name(), sql);
            });
    compilation.records().cast(conversions);
    compilation.bindItems(items, place.where());
  }

  private static String strptime(Column column, List<String> formats, String where) {
    if (column.type().startsWith("DATE") || column.type().startsWith("TIME")) {
      throw Compilation.problem(
          "bad-format",
          where,
          "A format is for texts, but " + column.name() + " is " + column.type() + " here.",
          "Write the type without a format.");
    }
    String list = formats.stream().map(Quoted::text).collect(Collectors.joining(", ", "[", "]"));
    return "try_strptime(CAST(" + column.quoted() + " AS VARCHAR), " + list + ")";
  }

  void derive(StepDefinition.Derive step, Place place) {
    Map<String, RecordQuery.Expression> derived = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    step.expressions()
        .forEach(
            (name, text) -> {
              String where = place.at(name);
              Column.checkedName(name, where);
              if (!seen.add(Quoted.key(name))) {
                throw Compilation.problem(
                    "duplicate-column", where, name + " is derived twice.", "");
              }
              RecordQuery.Expression expression =
                  expressions.expression(text, where, place.inStream(), "derive " + name, name);
              derived.put(name, expression);
            });
    compilation.derive(derived, place);
  }

  void filter(StepDefinition.Filter step, Place place) {
    compilation
        .records()
        .filter(expressions.condition(step.condition(), place.where(), place.inStream(), "filter"));
  }
}
