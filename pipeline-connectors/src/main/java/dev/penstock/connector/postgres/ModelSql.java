package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model's SQL with its references filled in. */
final class ModelSql {
  private static final Pattern REF = Pattern.compile("\\{ref:([^{}]*)}");
  private static final Pattern TAIL = Pattern.compile("[\\s;]+\\z");

  private ModelSql() {}

  /** Over the staged relations. */
  static String staged(StagedPipeline pipeline, StagedPipeline.Model model) {
    return fill(pipeline, model, item -> pipeline.seen(item, where(model)));
  }

  /** Over the relations that readers see. */
  static String published(StagedPipeline pipeline, StagedPipeline.Model model) {
    return fill(pipeline, model, item -> item.target().quoted());
  }

  static String where(StagedPipeline.Model model) {
    return "models." + model.name() + ".sql";
  }

  private static String fill(
      StagedPipeline pipeline, StagedPipeline.Model model, Function<Item, String> name) {
    String sql = TAIL.matcher(model.definition().sql()).replaceAll("");
    return REF.matcher(sql)
        .replaceAll(
            ref ->
                Matcher.quoteReplacement(
                    pipeline
                        .named(ref.group(1).strip())
                        .map(name)
                        .orElseThrow(() -> unknown(model, ref.group(1)))));
  }

  private static PermanentException unknown(StagedPipeline.Model model, String name) {
    return new PermanentException(
        Problem.of(
            "unknown-reference",
            where(model),
            "{ref:" + name + "} is neither an output nor a model of this pipeline."));
  }
}
