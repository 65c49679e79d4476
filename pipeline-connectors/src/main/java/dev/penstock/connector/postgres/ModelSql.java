package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.definition.ModelText;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/** A model's SQL with its references filled in. */
final class ModelSql {
  private ModelSql() {}

  /** Over the staged relations. */
  static String staged(StagedPipeline pipeline, Model model) {
    ModelText text = new ModelText(model.definition().sql());
    String where = where(model);
    return model.merges()
        ? text.part(
            name -> pipeline.seen(item(pipeline, model, name), where),
            name -> pipeline.fresh(item(pipeline, model, name), where),
            model.target().quoted())
        : text.whole(name -> pipeline.seen(item(pipeline, model, name), where));
  }

  /** Over the relations that readers see. */
  static String published(StagedPipeline pipeline, Model model) {
    return new ModelText(model.definition().sql())
        .whole(name -> item(pipeline, model, name).target().quoted());
  }

  static String where(Model model) {
    return where(model, "sql");
  }

  /** A field of a model. */
  static String where(Model model, String field) {
    return "models." + model.name() + "." + field;
  }

  private static Item item(StagedPipeline pipeline, Model model, String name) {
    return pipeline
        .named(name)
        .orElseThrow(
            () ->
                new PermanentException(
                    Problem.of(
                        "unknown-reference",
                        where(model),
                        "{ref:" + name + "} is neither an output nor a model of this pipeline.")));
  }
}
