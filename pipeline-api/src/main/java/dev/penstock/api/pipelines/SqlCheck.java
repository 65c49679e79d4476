package dev.penstock.api.pipelines;

import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.transform.SqlSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what can be known of the steps' SQL before their columns are. */
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
              for (int i = 0; i < stream.steps().size(); i++) {
                StepDefinition step = stream.steps().get(i);
                String where = "streams." + name + ".steps[" + i + "]." + step.name();
                check(step, where).forEach(problem -> problem.ifPresent(problems::add));
              }
            });
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
    return pipeline;
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
      case StepDefinition.Aggregate aggregate -> List.of();
      case StepDefinition.Branch branch -> List.of();
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
      found.add(SqlSyntax.expression(rules.get(i).check(), where + "[" + i + "].check"));
    }
    return found;
  }
}
