package dev.penstock.lineage;

import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.lineage.Origin.How;
import dev.penstock.lineage.Relation.Column;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stream's steps make of its columns. Immutable. */
final class StreamLineage {
  private final Map<String, Relation> lookups = new HashMap<>();
  private final StreamDefinition stream;
  private final Relation source;

  /**
   * @param name the stream's
   * @param source what its source has
   */
  StreamLineage(String name, StreamDefinition stream, Relation source) {
    this.stream = stream;
    this.source = source;
    stream
        .lookups()
        .keySet()
        .forEach(
            lookup ->
                lookups.put(
                    lookup.toLowerCase(Locale.ROOT),
                    Relation.open(PipelineLineage.lookup(name, lookup))));
  }

  /** The columns of an output. */
  Relation output(String name) {
    Relation all = through(stream.steps(), source);
    return through(stream.branches().getOrDefault(name, List.of()), all);
  }

  private Relation through(List<StepDefinition> steps, Relation input) {
    Relation now = input;
    for (StepDefinition step : steps) {
      now = through(step, now);
    }
    return now;
  }

  private Relation through(StepDefinition step, Relation input) {
    return switch (step) {
      case StepDefinition.Rename rename -> rename(rename.columns(), input);
      case StepDefinition.Select select -> select(select.columns(), input);
      case StepDefinition.Drop drop -> drop(drop.columns(), input);
      case StepDefinition.Mask mask -> changed(input, mask.columns().keySet(), "text");
      case StepDefinition.Cast cast -> cast(cast.types(), input);
      case StepDefinition.Derive derive -> derive(derive.expressions(), input);
      case StepDefinition.Split split -> input.with(split.column(), of(split.by(), input, "text"));
      case StepDefinition.Lookup lookup -> lookup(lookup, input);
      case StepDefinition.Sql sql -> sql(sql.query(), input);
      case StepDefinition.Aggregate aggregate -> aggregate(aggregate, input);
      case StepDefinition.Java java -> java(java.columns(), input);
      case StepDefinition.Image image -> image(image, input);
      // The names of the new columns are found when the records are there.
      case StepDefinition.Flatten flatten ->
          new Relation(drop(List.of(flatten.column()), input).columns(), null, false);
      case StepDefinition.Sample sample -> input;
      case StepDefinition.Filter filter -> input;
      case StepDefinition.Validate validate -> input;
      case StepDefinition.Deduplicate deduplicate -> input;
      case StepDefinition.Branch branch -> input;
    };
  }

  private static Relation rename(Map<String, String> names, Relation input) {
    Map<String, Column> columns = new LinkedHashMap<>();
    input.columns().forEach((name, column) -> columns.put(names.getOrDefault(name, name), column));
    names.forEach(
        (old, name) -> input.find(old).ifPresent(column -> columns.putIfAbsent(name, column)));
    return new Relation(columns, input.rest(), input.whole());
  }

  private static Relation select(List<String> names, Relation input) {
    Map<String, Column> columns = new LinkedHashMap<>();
    names.forEach(name -> columns.put(name, input.find(name).orElse(new Column("", Set.of()))));
    return new Relation(columns, null, true);
  }

  private static Relation drop(List<String> names, Relation input) {
    Set<String> left =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return input.without(name -> left.contains(name.toLowerCase(Locale.ROOT)));
  }

  private static Relation changed(Relation input, Set<String> names, String type) {
    Relation now = input;
    for (String name : names) {
      Column column = input.find(name).orElse(new Column("", Set.of()));
      now = now.with(name, column.by(How.TRANSFORMATION, type));
    }
    return now;
  }

  private static Relation cast(Map<String, String> types, Relation input) {
    Relation now = input;
    for (Map.Entry<String, String> type : types.entrySet()) {
      now = changed(now, Set.of(type.getKey()), type.getValue());
    }
    return now;
  }

  private static Relation derive(Map<String, String> expressions, Relation input) {
    Relation now = input;
    for (Map.Entry<String, String> derived : expressions.entrySet()) {
      now = now.with(derived.getKey(), QueryLineage.expression(derived.getValue(), input));
    }
    return now;
  }

  private Relation lookup(StepDefinition.Lookup lookup, Relation input) {
    Relation from = lookups.getOrDefault(lookup.from().toLowerCase(Locale.ROOT), Relation.UNKNOWN);
    Relation now = input;
    for (Map.Entry<String, String> taken : lookup.take().entrySet()) {
      now = now.with(taken.getKey(), from.find(taken.getValue()).orElse(new Column("", Set.of())));
    }
    return now;
  }

  private Relation sql(String query, Relation input) {
    Map<String, Relation> tables = new HashMap<>(lookups);
    tables.put("input", input);
    return new QueryLineage(tables).query(query);
  }

  private static Relation aggregate(StepDefinition.Aggregate aggregate, Relation input) {
    Relation now = select(aggregate.by(), input);
    for (Map.Entry<String, StepDefinition.Aggregated> value : aggregate.values().entrySet()) {
      String of = value.getValue().of();
      Column column =
          of.strip().equals("*")
              ? new Column("", Set.of())
              : QueryLineage.expression(of, input).by(How.AGGREGATION, "");
      now = now.with(value.getKey(), column);
    }
    return now;
  }

  /** What Java reads nobody knows. */
  private static Relation java(Map<String, String> columns, Relation input) {
    Relation now = input;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      now = now.with(column.getKey(), new Column(column.getValue(), Set.of()));
    }
    return now;
  }

  private static Relation image(StepDefinition.Image image, Relation input) {
    Set<String> made = new LinkedHashSet<>(image.facts().values());
    made.add(image.as().isEmpty() ? image.column() : image.as());
    Relation now = input;
    for (String name : made) {
      now = now.with(name, of(List.of(image.column()), input, ""));
    }
    return now;
  }

  private static Column of(List<String> names, Relation input, String type) {
    Set<Origin> origins = new LinkedHashSet<>();
    names.forEach(name -> input.find(name).ifPresent(column -> origins.addAll(column.origins())));
    return new Column(type, origins).by(How.TRANSFORMATION, type);
  }
}
