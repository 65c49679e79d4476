package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a run stages and where it shall go, from its definition alone. */
final class StagedPipeline {
  private final List<Loaded> loaded = new ArrayList<>();
  private final List<Model> models = new ArrayList<>();
  private final List<Item> standing = new ArrayList<>();
  private final Map<String, Optional<String>> seen = new ConcurrentHashMap<>();
  private final Map<String, String> fresh = new ConcurrentHashMap<>();

  /** A relation in staging that becomes one that readers see. */
  sealed interface Item permits Loaded, Model {
    String layer();

    String name();

    /** Empty for models. */
    String stream();

    String relation();

    TableName target();

    /** Columns in which no two rows agree; may be empty. */
    List<String> key();

    /** What no two staged rows may have in common. */
    default List<String> stagedKey() {
      return key();
    }

    default String staged() {
      return StagingName.quoted(relation());
    }
  }

  /**
   * An output or a bronze copy, filled by loads.
   *
   * @param definition where it goes, and how the definition keeps its rows
   * @param mode what this run does
   * @param whole whether the run read everything that is at the source
   */
  record Loaded(
      String layer,
      String stream,
      String relation,
      LoadTarget definition,
      LoadMode mode,
      boolean whole)
      implements Item {
    String output() {
      return definition.output();
    }

    @Override
    public TableName target() {
      return definition.table();
    }

    @Override
    public List<String> key() {
      return definition.key();
    }

    @Override
    public List<String> stagedKey() {
      return Stream.concat(key().stream(), validFrom().stream()).toList();
    }

    /** The column that says since when a row of a history is true. */
    Optional<String> validFrom() {
      return definition.mode() == LoadMode.HISTORY
          ? definition.merging().validFrom()
          : Optional.empty();
    }

    /**
     * Whether staged rows with the same key compete; those of an aggregate do not, as its groups
     * are in the key.
     */
    boolean competes() {
      return definition.mode().keyed() && !(finish() instanceof Finish.Combine);
    }

    /** Whether keys of a history end that the run did not bring. */
    boolean closes() {
      return mode == LoadMode.HISTORY
          && whole
          && definition.merging().missing() == Merging.Missing.CLOSE;
    }

    /** Whether batches become visible when they are loaded; without staging, except to try it. */
    boolean atOnce() {
      return mode == LoadMode.CONTINUOUS;
    }

    /** What the audit does to the rows. */
    Finish finish() {
      return definition.finish();
    }

    /** Where the rows arrive: in staging itself unless the audit makes that from them; quoted. */
    String arrivals() {
      return finish().changes() ? StagingName.quoted(StagingName.arrivals(relation)) : staged();
    }

    /** Its path in the stream. */
    String path() {
      return layer.equals(StreamDefinition.BRONZE) ? layer : "outputs." + output();
    }

    @Override
    public String name() {
      return layer.equals(StreamDefinition.BRONZE) ? stream : output();
    }
  }

  /**
   * A model, built by the audit.
   *
   * @param merges whether its rows go into the table that is there, by key
   */
  record Model(String name, String relation, ModelDefinition definition, boolean merges)
      implements Item {
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

    @Override
    public List<String> key() {
      return definition.key();
    }

    boolean isView() {
      return definition.materialized() == ModelDefinition.Materialized.VIEW;
    }

    /** Whether its table may stay and get what a run changes. */
    boolean incremental() {
      return definition.materialized() == ModelDefinition.Materialized.INCREMENTAL;
    }
  }

  StagedPipeline(RunWork work) {
    RunScope scope = work.scope();
    Set<String> read = scope.standing();
    work.pipeline()
        .streams()
        .forEach((stream, definition) -> add(work, scope, read, stream, definition));
    work.pipeline()
        .models()
        .forEach(
            (name, definition) -> {
              Model model =
                  new Model(name, StagingName.of(work.run(), "", name), definition, false);
              if (scope.builds(name)) {
                models.add(model);
              } else if (read.contains(name)) {
                standing.add(model);
              }
            });
  }

  private void add(
      RunWork work, RunScope scope, Set<String> read, String stream, StreamDefinition definition) {
    if (scope.keeps(stream)) {
      definition
          .bronze()
          .ifPresent(
              bronze ->
                  loaded.add(
                      loaded(
                          work,
                          StreamDefinition.BRONZE,
                          stream,
                          LoadTarget.plain(
                              StreamDefinition.BRONZE,
                              bronze.table(),
                              definition.loadMode(StreamDefinition.BRONZE),
                              List.of(),
                              Finish.NONE))));
    }
    definition
        .outputs()
        .forEach(
            (name, output) -> {
              LoadTarget target = LoadTarget.of(definition, name, work.declaredMode(stream, name));
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
        work.loadMode(stream, definition.output()),
        work.mode() == RunMode.FULL
            || (work.mode() == RunMode.INCREMENTAL
                && !work.pipeline().stream(stream).source().incremental()));
  }

  /** From now on the model's rows go into the table that is there. */
  void merge(Model model) {
    models.replaceAll(
        m -> m.equals(model) ? new Model(m.name(), m.relation(), m.definition(), true) : m);
  }

  /** Models and checks find the item under another name than its staging. */
  void see(Item item, String relation) {
    seen.put(item.relation(), Optional.of(relation));
  }

  /** Models find the rows that the run brings to the item under another name than its staging. */
  void seeFresh(Item item, String relation) {
    fresh.put(item.relation(), relation);
  }

  /** The rows that the run brings to the item, quoted; the same errors as {@link #seen}. */
  String fresh(Item item, String where) {
    String found = fresh.get(item.relation());
    if (found != null) {
      return found;
    }
    seen(item, where);
    return item.staged();
  }

  /** The item's table does not exist, nor will it. */
  void seeNothing(Item item) {
    seen.put(item.relation(), Optional.empty());
  }

  /**
   * What models and checks read for the item, quoted.
   *
   * @param where who asks, for the error
   */
  String seen(Item item, String where) {
    return seen.getOrDefault(item.relation(), Optional.of(item.staged()))
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

  /** Whether the run makes the item, or else its table is there. */
  boolean readable(Item item) {
    return !standing.contains(item)
        || seen.getOrDefault(item.relation(), Optional.empty()).isPresent();
  }

  /** What the run neither loads nor builds, but reads as it is published. */
  List<Item> standing() {
    return standing;
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
    standing.forEach(item -> names.put(item.name(), item));
    return names;
  }
}
