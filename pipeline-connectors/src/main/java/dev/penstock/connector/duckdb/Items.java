package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a run stages and where it shall go, from its definition alone. */
final class Items {
  private final List<Loaded> loaded = new ArrayList<>();
  private final List<Model> models = new ArrayList<>();
  private final List<Item> standing = new ArrayList<>();
  private final Map<Item, Optional<String>> seen = new HashMap<>();

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

  /**
   * An output or a bronze copy, filled by loads.
   *
   * @param mode what this run does; the definition's own is in {@code definition}
   */
  record Loaded(String layer, String stream, String relation, LoadTarget definition, LoadMode mode)
      implements Item {
    @Override
    public String name() {
      return definition.bronze() ? stream : definition.output();
    }

    @Override
    public TableName target() {
      return definition.table();
    }

    List<String> key() {
      return definition.key();
    }

    /** Where the rows arrive, quoted. */
    String arrivals() {
      return Finishing.needed(definition)
          ? StagingName.quoted(StagingName.arrivals(relation))
          : staged();
    }

    /** Its place in the definition, with its table. */
    String where() {
      return Items.where(stream, definition);
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

  Items(RunWork work) {
    RunScope scope = work.scope();
    Set<String> read = scope.standing();
    work.pipeline()
        .streams()
        .forEach((stream, definition) -> add(work, scope, read, stream, definition));
    work.pipeline()
        .models()
        .forEach(
            (name, definition) -> {
              Model model = new Model(name, StagingName.of(work.run(), "", name), definition);
              if (scope.builds(name)) {
                models.add(model);
              } else if (read.contains(name)) {
                standing.add(model);
              }
            });
  }

  private void add(
      RunWork work, RunScope scope, Set<String> read, String stream, StreamDefinition definition) {
    if (scope.keeps(stream) && definition.bronze().isPresent()) {
      loaded.add(
          loaded(
              work,
              StreamDefinition.BRONZE,
              stream,
              LoadTarget.plain(
                  StreamDefinition.BRONZE,
                  definition.bronze().get().table(),
                  definition.loadMode(StreamDefinition.BRONZE),
                  List.of(),
                  Finish.NONE)));
    }
    definition
        .outputs()
        .forEach(
            (name, output) -> {
              LoadTarget target = LoadTarget.of(definition, name, output.mode());
              if (scope.loads(stream)) {
                loaded.add(loaded(work, "silver", stream, target));
              } else if (read.contains(name)) {
                standing.add(loaded(work, "silver", stream, target));
              }
            });
  }

  private static Loaded loaded(RunWork work, String layer, String stream, LoadTarget definition) {
    return new Loaded(
        layer,
        stream,
        StagingName.of(work.run(), stream, definition.output()),
        definition,
        work.loadMode(stream, definition.output()));
  }

  static String where(String stream, LoadTarget target) {
    return "streams."
        + stream
        + (target.bronze() ? ".bronze" : ".outputs." + target.output())
        + " (table "
        + target.table()
        + ")";
  }

  List<Loaded> loaded() {
    return loaded;
  }

  List<Model> models() {
    return models;
  }

  List<Item> all() {
    List<Item> items = new ArrayList<>(loaded);
    items.addAll(models);
    return items;
  }

  /** Models and checks find the item under another name than its staging. */
  void see(Item item, String relation) {
    seen.put(item, Optional.of(relation));
  }

  /** The item's table does not exist, nor will it. */
  void seeNothing(Item item) {
    seen.put(item, Optional.empty());
  }

  /**
   * What models and checks read for the item, quoted.
   *
   * @param where who asks, for the error
   */
  String seen(Item item, String where) {
    return seen.getOrDefault(item, Optional.of(item.staged()))
        .orElseThrow(
            () ->
                standing.contains(item)
                    ? RunScope.missing(item.target(), item.name(), item.stream(), where)
                    : new PermanentException(
                        new Problem(
                            "nothing-there",
                            where,
                            "The table "
                                + item.target()
                                + " of "
                                + item.name()
                                + " does not exist yet, and the run brought no rows for it.",
                            "Run the pipeline again when the source has records.")));
  }

  /** What the run neither loads nor builds, but reads as it is published. */
  List<Item> standing() {
    return standing;
  }

  /** Whether the run makes the item, or else its table is there. */
  boolean readable(Item item) {
    return !standing.contains(item) || seen.getOrDefault(item, Optional.empty()).isPresent();
  }

  /** What {@code {ref:x}} and checks call {@code x}. */
  Optional<Item> named(String name) {
    Stream<Item> outputs =
        loaded.stream().filter(item -> !item.definition().bronze()).map(item -> item);
    return Stream.of(outputs, models.stream(), standing.stream())
        .<Item>flatMap(Function.identity())
        .filter(item -> item.name().equals(name))
        .findFirst();
  }

  /** A message of DuckDB with the names that a user knows. */
  String plain(String message) {
    String text = message;
    for (Item item : all()) {
      for (String suffix : StagingName.SUFFIXES) {
        text = text.replace(item.relation() + suffix, item.target().table());
      }
    }
    return text.replace("\"" + Books.STAGING_SCHEMA + "\".", "")
        .replace(Books.STAGING_SCHEMA + ".", "");
  }
}
