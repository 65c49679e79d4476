package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.StepDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles {@code lookup} to a join and, behind it, what becomes of records without a match. */
final class LookupStep {
  private final Compilation compilation;
  private final Expressions expressions;
  private final Map<String, KeyedLookup> keyed;

  LookupStep(Compilation compilation, Expressions expressions, Map<String, KeyedLookup> keyed) {
    this.compilation = compilation;
    this.expressions = expressions;
    this.keyed = Map.copyOf(keyed);
  }

  void compile(StepDefinition.Lookup step, int number, Place place) {
    compilation.flush(number - 1);
    Map<String, Column> keys = new LinkedHashMap<>();
    step.on()
        .forEach((own, theirs) -> keys.put(theirs, compilation.column(own, place.at("on." + own))));
    LookupJoin join =
        LookupJoin.of(
            step,
            keys,
            keyed,
            compilation.database(),
            compilation.allocator(),
            compilation.hidden(),
            compilation.failures(),
            place);
    join.taken().forEach((name, _) -> newColumn(name, place.at("take." + name)));
    compilation.add(
        new LookupSegment(
            compilation.database(),
            compilation.hidden(),
            compilation.failures(),
            place.where(),
            join.query(compilation.columns()),
            join.keyed()));
    Map<String, String> items = new LinkedHashMap<>();
    compilation.columns().stream()
        .filter(c -> !c.isPlace())
        .forEach(c -> items.put(c.name(), c.quoted()));
    join.types().forEach((name, type) -> items.put(name, "CAST(NULL AS " + type + ")"));
    compilation.columns().stream()
        .filter(Column::isPlace)
        .forEach(c -> items.put(c.name(), c.quoted()));
    compilation.bindItems(items, place.where());
    if (join.found().isEmpty()) {
      return;
    }
    compilation.open(number);
    String found = Quoted.name(join.found().get());
    String rule = "lookup " + step.from();
    if (step.miss() == StepDefinition.Miss.REJECT) {
      compilation
          .records()
          .validate(
              new Outcome.NotFound(place.inStream(), step.from()),
              expressions.raising(found, place.inStream(), rule, rule),
              Expressions.shown(List.copyOf(keys.values())));
    }
    Map<String, RecordQuery.Expression> defaults = new LinkedHashMap<>();
    step.defaults()
        .forEach(
            (name, text) -> {
              String where = place.at("default." + name);
              expressions.check(text, where);
              String type = join.type(name);
              String value = "CAST(" + Quoted.operand(text) + " AS " + type + ")";
              expressions.bound(value, where);
              String sql =
                  "CASE WHEN " + found + " THEN " + Quoted.name(name) + " ELSE " + value + " END";
              defaults.put(name, expressions.raising(sql, place.inStream(), rule, name));
            });
    if (!defaults.isEmpty()) {
      compilation.derive(defaults, place);
    }
    Map<String, String> left = new LinkedHashMap<>();
    compilation.names().stream()
        .filter(name -> !name.equals(join.found().get()))
        .forEach(name -> left.put(name, name));
    compilation.rearrange(left, place);
  }

  private void newColumn(String name, String where) {
    Column.checkedName(name, where);
    if (compilation.find(name) != null) {
      throw Compilation.problem(
          "duplicate-column",
          where,
          "There is a column " + name + " already.",
          "Choose another name, as in `take: { new_name: column }`.");
    }
  }
}
