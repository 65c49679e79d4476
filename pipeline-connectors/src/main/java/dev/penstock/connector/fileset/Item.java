package dev.penstock.connector.fileset;

import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Something that a run makes a table of. */
sealed interface Item {
  String layer();

  /** As people call it: the output, the model, or for bronze the stream. */
  String name();

  TableName target();

  /** The place in the definition. */
  String where();

  /** Counts the items; names their tables in the workbench. */
  int number();

  /** A table of the workbench that no author's SQL has to do with; quoted. */
  default String work(String kind) {
    return Workbench.WORK + "." + kind + "_" + number();
  }

  /**
   * An output or a raw copy, filled by loads.
   *
   * @param mode what this run does
   */
  record Loaded(String layer, String stream, LoadTarget definition, LoadMode mode, int number)
      implements Item {
    String output() {
      return definition.output();
    }

    @Override
    public String name() {
      return definition.bronze() ? stream : output();
    }

    @Override
    public TableName target() {
      return definition.table();
    }

    List<String> key() {
      return definition.key();
    }

    @Override
    public String where() {
      return where(stream, definition);
    }

    static String where(String stream, LoadTarget target) {
      return "streams."
          + stream
          + (target.bronze() ? ".bronze" : ".outputs." + target.output())
          + " (table "
          + target.table()
          + ")";
    }
  }

  /** A model, built by the audit. */
  record Model(String name, ModelDefinition definition, int number) implements Item {
    @Override
    public String layer() {
      return "gold";
    }

    @Override
    public TableName target() {
      return definition.table();
    }

    @Override
    public String where() {
      return "models." + name + ".sql";
    }
  }

  /** What a run loads, raw copies before outputs. */
  static List<Loaded> loaded(RunWork work) {
    RunScope scope = work.scope();
    return all(work).stream()
        .filter(
            item ->
                item.definition().bronze()
                    ? scope.keeps(item.stream())
                    : scope.loads(item.stream()))
        .toList();
  }

  /** What a run neither loads nor builds, but reads as it is published. */
  static List<Item> standing(RunWork work) {
    RunScope scope = work.scope();
    Set<String> read = scope.standing();
    List<Item> items = new ArrayList<>();
    for (Loaded item : all(work)) {
      if (!item.definition().bronze() && read.contains(item.name())) {
        items.add(item);
      }
    }
    for (Model model : allModels(work)) {
      if (read.contains(model.name())) {
        items.add(model);
      }
    }
    return items;
  }

  private static List<Loaded> all(RunWork work) {
    List<Loaded> items = new ArrayList<>();
    work.pipeline()
        .streams()
        .forEach(
            (stream, definition) -> {
              definition
                  .bronze()
                  .ifPresent(
                      bronze -> {
                        LoadTarget target =
                            LoadTarget.plain(
                                StreamDefinition.BRONZE,
                                bronze.table(),
                                definition.loadMode(StreamDefinition.BRONZE),
                                List.of(),
                                Finish.NONE);
                        items.add(
                            loaded(work, StreamDefinition.BRONZE, stream, target, items.size()));
                      });
              definition
                  .outputs()
                  .forEach(
                      (name, output) -> {
                        LoadTarget target = LoadTarget.of(definition, name, output.mode());
                        items.add(loaded(work, "silver", stream, target, items.size()));
                      });
            });
    return items;
  }

  private static Loaded loaded(
      RunWork work, String layer, String stream, LoadTarget target, int number) {
    return new Loaded(layer, stream, target, work.loadMode(stream, target.output()), number);
  }

  /** What a run builds, in order. */
  static List<Model> models(RunWork work) {
    RunScope scope = work.scope();
    return allModels(work).stream().filter(model -> scope.builds(model.name())).toList();
  }

  private static List<Model> allModels(RunWork work) {
    int outputs = all(work).size();
    List<Model> models = new ArrayList<>();
    work.pipeline()
        .models()
        .forEach((name, model) -> models.add(new Model(name, model, outputs + models.size())));
    return models;
  }
}
