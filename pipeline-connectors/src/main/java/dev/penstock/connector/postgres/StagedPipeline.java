package dev.penstock.connector.postgres;

import dev.penstock.connector.RunWork;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run stages and where it shall go, from its definition alone. */
final class StagedPipeline {
  private final List<Loaded> loaded = new ArrayList<>();
  private final List<Model> models = new ArrayList<>();

  /** A relation in staging that becomes one that readers see. */
  sealed interface Item permits Loaded, Model {
    String layer();

    String name();

    /** Empty for models. */
    String stream();

    String relation();

    TableName target();

    default String staged() {
      return StagingName.quoted(relation());
    }
  }

  /** An output or a bronze copy, filled by loads. */
  record Loaded(
      String layer,
      String stream,
      String output,
      String relation,
      TableName target,
      List<String> key)
      implements Item {
    @Override
    public String name() {
      return layer.equals(StreamDefinition.BRONZE) ? stream : output;
    }
  }

  /** A model, built by the audit. */
  record Model(String name, String relation, ModelDefinition definition) implements Item {
    @Override
    public String layer() {
      return "gold";
    }

    @Override
    public String stream() {
      return "";
    }

    @Override
    public TableName target() {
      return definition.table();
    }

    boolean isView() {
      return definition.materialized() == ModelDefinition.Materialized.VIEW;
    }
  }

  StagedPipeline(RunWork work) {
    work.pipeline().streams().forEach((stream, definition) -> add(work.run(), stream, definition));
    work.pipeline()
        .models()
        .forEach(
            (name, model) ->
                models.add(new Model(name, StagingName.of(work.run(), "", name), model)));
  }

  private void add(String run, String stream, StreamDefinition definition) {
    definition
        .bronze()
        .ifPresent(
            bronze ->
                loaded.add(
                    new Loaded(
                        StreamDefinition.BRONZE,
                        stream,
                        StreamDefinition.BRONZE,
                        StagingName.of(run, stream, StreamDefinition.BRONZE),
                        bronze.table(),
                        List.of())));
    definition.outputs().forEach((name, output) -> loaded.add(silver(run, stream, name, output)));
  }

  private static Loaded silver(String run, String stream, String name, OutputDefinition output) {
    return new Loaded(
        "silver", stream, name, StagingName.of(run, stream, name), output.table(), output.key());
  }

  List<Loaded> loaded() {
    return loaded;
  }

  List<Model> models() {
    return models;
  }

  List<Item> items() {
    List<Item> items = new ArrayList<>(loaded);
    items.addAll(models);
    return items;
  }

  /** What {@code {ref:x}} and checks call {@code x}. */
  Optional<Item> named(String name) {
    return Optional.ofNullable(byName().get(name));
  }

  private Map<String, Item> byName() {
    Map<String, Item> names = new LinkedHashMap<>();
    for (Loaded item : loaded) {
      if (!item.layer().equals(StreamDefinition.BRONZE)) {
        names.put(item.output(), item);
      }
    }
    models.forEach(model -> names.put(model.name(), model));
    return names;
  }
}
