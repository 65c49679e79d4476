package dev.penstock.transform;

import dev.penstock.definition.Demand;
import dev.penstock.definition.Paths;
import dev.penstock.definition.StepDefinition;
import dev.penstock.jsonschema.DocumentSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Compiles {@code validate}, whose rules join the query at hand or, for a JSON schema, end it. */
final class ValidateStep {
  private static final int LONGEST_RULE = 300;

  private final Compilation compilation;
  private final Expressions expressions;

  ValidateStep(Compilation compilation, Expressions expressions) {
    this.compilation = compilation;
    this.expressions = expressions;
  }

  void compile(StepDefinition.Validate step, int number, Place place) {
    for (int i = 0; i < step.rules().size(); i++) {
      StepDefinition.Rule rule = step.rules().get(i);
      String where = place.where() + "[" + i + "]." + rule.demand().word();
      Place at = new Place(place.inStream(), where);
      switch (rule.demand()) {
        case Demand.NotNull demand -> notNull(rule, demand, at);
        case Demand.Range demand -> {
          Column column = compilation.column(demand.column(), at.at("column"));
          plain(rule, demand.words(), at, literals -> RuleSql.range(demand, column, literals));
        }
        case Demand.Pattern demand -> {
          Column column = compilation.column(demand.column(), at.at("column"));
          Expressions.syntax(() -> SqlSyntax.checkRegex(demand.regex()), at.at("regex"));
          plain(rule, demand.words(), at, _ -> RuleSql.pattern(demand, column));
        }
        case Demand.AcceptedValues demand -> {
          Column column = compilation.column(demand.column(), at.at("column"));
          plain(rule, demand.words(), at, literals -> RuleSql.accepted(demand, column, literals));
        }
        case Demand.JsonSchema demand -> schema(rule, demand, number, at);
        case Demand.Check demand -> check(rule, demand.condition(), at);
      }
    }
  }

  /** One rule for each column, so that each is counted apart, where the author did not name it. */
  private void notNull(StepDefinition.Rule rule, Demand.NotNull demand, Place place) {
    List<Column> all = new ArrayList<>();
    for (int i = 0; i < demand.columns().size(); i++) {
      all.add(compilation.column(demand.columns().get(i), place.where() + "[" + i + "]"));
    }
    if (!rule.rule().isEmpty()) {
      plain(rule, "", place, _ -> RuleSql.notNull(all));
      return;
    }
    for (Column column : all) {
      String words = Demand.NotNull.words(column.name());
      plain(rule, words, place, _ -> RuleSql.notNull(List.of(column)));
    }
  }

  @FunctionalInterface
  private interface ToSql {
    RuleSql make(List<RuleSql.Literal> literals) throws RuleSql.Unsuitable;
  }

  /** A rule without SQL of the author's. */
  private void plain(StepDefinition.Rule rule, String words, Place place, ToSql toSql) {
    List<RuleSql.Literal> literals = new ArrayList<>();
    RuleSql sql;
    try {
      sql = toSql.make(literals);
    } catch (RuleSql.Unsuitable e) {
      throw Compilation.problem(
          "bad-rule", place.at(e.where()), String.valueOf(e.getMessage()), e.advice());
    }
    for (RuleSql.Literal literal : literals) {
      compilation.evaluate(literal.sql(), place.at(literal.where()));
    }
    Told told = new Told(place.inStream(), words(rule, words), sql.before(), sql.after());
    switch (rule.severity()) {
      case REJECT -> compilation.records().validate(told, sql);
      case WARN -> compilation.records().warn(told, sql);
    }
  }

  private static String words(StepDefinition.Rule rule, String words) {
    return Paths.shown(rule.rule().isEmpty() ? words : rule.rule(), LONGEST_RULE);
  }

  private void check(StepDefinition.Rule rule, String text, Place place) {
    RecordQuery.Expression check =
        expressions.condition(text, place.where(), place.inStream(), words(rule, text.strip()));
    String condition = text.strip();
    Told told =
        new Told(place.inStream(), words(rule, condition), condition + " is false for ", "");
    switch (rule.severity()) {
      case REJECT -> compilation.records().validate(told, check, expressions.shown(text));
      case WARN -> {
        if (check.tryable() == null) {
          throw Compilation.problem(
              "bad-sql",
              place.where(),
              "A rule that warns cannot call a function that gives another value each time.",
              "Compute it in a `derive` step before.");
        }
        compilation
            .records()
            .warn(new RecordQuery.Warns(told, condition), check, expressions.shown(text));
      }
    }
  }

  /** A rule that runs in Java, between two queries: the order of the rules stays. */
  private void schema(StepDefinition.Rule rule, Demand.JsonSchema demand, int number, Place place) {
    String column = compilation.column(demand.column(), place.at("column")).name();
    compilation.flush(number);
    Told told = new Told(place.inStream(), words(rule, demand.words()), demand.column() + ": ", "");
    DocumentSchema schema = DocumentSchema.of(demand.schema());
    Schema rows = compilation.reaching();
    compilation.add(
        new SchemaSegment(
            schema, column, told, rule.severity(), place.where(), rows, compilation.allocator()));
    compilation.bindRows(rows, place.where());
    compilation.open(number);
  }
}
