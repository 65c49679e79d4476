package dev.penstock.transform;

import dev.penstock.definition.StepDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles {@code aggregate} to a query for its arguments and a segment for its groups. */
final class AggregateStep {
  private final Compilation compilation;
  private final Expressions expressions;

  AggregateStep(Compilation compilation, Expressions expressions) {
    this.compilation = compilation;
    this.expressions = expressions;
  }

  /** Evaluates the arguments record by record, so that one that fails is a reject; then groups. */
  void compile(StepDefinition.Aggregate step, int number, Place place) {
    Gathered gathered = new Gathered(step, compilation.hidden(), place);
    List<Column> by = compilation.columns(step.by(), place, "by");
    Map<String, RecordQuery.Expression> arguments = new LinkedHashMap<>();
    Map<String, String> items = new LinkedHashMap<>();
    by.forEach(column -> items.put(column.name(), column.quoted()));
    gathered
        .arguments()
        .forEach(
            (argument, value) -> {
              String where = place.at("values." + value);
              String text = gathered.of(value);
              expressions.expression(text, where, place.inStream(), "", value);
              String sql = gathered.argument(value, expressions.bound(Quoted.operand(text), where));
              RecordQuery.Expression expression =
                  expressions.expression(sql, where, place.inStream(), "aggregate " + value, value);
              arguments.put(argument, expression);
              items.put(argument, Quoted.operand(expression.sql()));
            });
    Gathered.groupable(by, place);
    if (!arguments.isEmpty()) {
      compilation.records().derive(arguments);
    }
    compilation.columns().stream()
        .filter(Column::isPlace)
        .forEach(c -> items.put(c.name(), c.quoted()));
    if (items.isEmpty()) {
      // No column is needed to count records, but a table has at least one.
      Column any = compilation.columns().getFirst();
      items.put(any.name(), any.quoted());
    }
    Map<String, String> kept = new LinkedHashMap<>();
    items.keySet().forEach(name -> kept.put(name, name));
    compilation.records().rearrange(kept);
    compilation.bindItems(items, place.where());
    compilation.flush(number);
    String grouping = gathered.query(by, compilation.columns());
    compilation.add(
        new AggregateSegment(
            compilation.database(),
            compilation.hidden(),
            compilation.failures(),
            place.where(),
            grouping + " FROM " + compilation.hidden().rows() + gathered.groups(by)));
    compilation.bind(grouping + " FROM " + Compilation.INPUT + gathered.groups(by), place.where());
  }
}
