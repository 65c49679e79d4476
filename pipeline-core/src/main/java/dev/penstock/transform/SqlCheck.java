package dev.penstock.transform;

import dev.penstock.definition.Demand;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks what can be known of the steps' SQL before their columns are. The server does so with each
 * definition, the command line before it sends one. Thread-safe.
 */
public final class SqlCheck {
  private SqlCheck() {}

  /**
   * Passes the definition on.
   *
   * @throws PermanentException with everything that is wrong with its SQL
   */
  public static PipelineDefinition check(PipelineDefinition pipeline) {
    List<Problem> problems = new ArrayList<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              String where = "streams." + name;
              rules(stream.rules(), where + ".source.validate")
                  .forEach(problem -> problem.ifPresent(problems::add));
              steps(stream.steps(), where).forEach(problem -> problem.ifPresent(problems::add));
              stream
                  .outputs()
                  .forEach(
                      (output, o) ->
                          rules(o.rules(), where + ".outputs." + output + ".validate")
                              .forEach(problem -> problem.ifPresent(problems::add)));
            });
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
    return pipeline;
  }

  /** The steps of a stream or a branch. */
  private static List<Optional<Problem>> steps(List<StepDefinition> steps, String path) {
    List<Optional<Problem>> found = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      StepDefinition step = steps.get(i);
      found.addAll(check(step, path + ".steps[" + i + "]." + step.name()));
    }
    return found;
  }

  private static List<Optional<Problem>> check(StepDefinition step, String where) {
    return switch (step) {
      case StepDefinition.Rename rename -> List.of();
      case StepDefinition.Select select -> List.of();
      case StepDefinition.Drop drop -> List.of();
      case StepDefinition.Sample sample -> List.of();
      case StepDefinition.Split split -> List.of();
      case StepDefinition.Mask mask -> List.of();
      case StepDefinition.Flatten flatten -> List.of();
      case StepDefinition.Lookup lookup ->
          lookup.defaults().entrySet().stream()
              .map(
                  column ->
                      SqlSyntax.expression(
                          column.getValue(), where + ".default." + column.getKey()))
              .toList();
      case StepDefinition.Deduplicate deduplicate -> List.of();
      case StepDefinition.Aggregate aggregate ->
          aggregate.values().entrySet().stream()
              .filter(value -> !value.getValue().of().equals("*"))
              .map(
                  value ->
                      SqlSyntax.expression(
                          value.getValue().of(), where + ".values." + value.getKey()))
              .toList();
      case StepDefinition.Branch branch ->
          branch.branches().entrySet().stream()
              .flatMap(one -> steps(one.getValue(), where + "." + one.getKey()).stream())
              .toList();
      case StepDefinition.Java java -> List.of();
      case StepDefinition.Image image -> List.of();
      case StepDefinition.Cast cast ->
          cast.types().entrySet().stream()
              .map(type -> SqlSyntax.type(type.getValue(), where + "." + type.getKey()))
              .toList();
      case StepDefinition.Derive derive ->
          derive.expressions().entrySet().stream()
              .map(column -> SqlSyntax.expression(column.getValue(), where + "." + column.getKey()))
              .toList();
      case StepDefinition.Filter filter -> List.of(SqlSyntax.expression(filter.condition(), where));
      case StepDefinition.Validate validate -> rules(validate.rules(), where);
      case StepDefinition.Sql sql -> List.of(SqlSyntax.query(sql.query(), where));
    };
  }

  private static List<Optional<Problem>> rules(List<StepDefinition.Rule> rules, String where) {
    List<Optional<Problem>> found = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String at = where + "[" + i + "].";
      switch (rules.get(i).demand()) {
        case Demand.Check check ->
            found.add(SqlSyntax.expression(check.condition(), at + check.word()));
        case Demand.Pattern pattern ->
            found.add(SqlSyntax.regex(pattern.regex(), at + pattern.word() + ".regex"));
        case Demand.NotNull notNull -> {}
        case Demand.Range range -> {}
        case Demand.AcceptedValues accepted -> {}
        case Demand.JsonSchema schema -> {}
      }
    }
    return found;
  }
}
