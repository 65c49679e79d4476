package dev.penstock.lineage;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, a step's records or a query's rows. Never changes.
 *
 * @param columns those that are known, in their order
 * @param rest the table from which all further columns come under their own names; {@code null}
 *     where there are none, or nothing is known of them
 * @param whole whether there are no other columns
 */
public record Relation(Map<String, Column> columns, @Nullable String rest, boolean whole) {
  /** Nothing is known of it. */
  static final Relation UNKNOWN = new Relation(Map.of(), null, false);

  public Relation {
    columns = new LinkedHashMap<>(columns);
  }

  /**
   * A column.
   *
   * @param type as it is written; empty where it is not known
   */
  public record Column(String type, Set<Origin> origins) {
    public Column {
      origins = new LinkedHashSet<>(origins);
    }

    Column by(Origin.How how, String newType) {
      return new Column(
          newType,
          origins.stream()
              .map(origin -> origin.by(how))
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
  }

  /** A table of which these columns are known, by name and type. */
  public static Relation table(String name, Map<String, String> types) {
    Map<String, Column> columns = new LinkedHashMap<>();
    types.forEach(
        (column, type) ->
            columns.put(
                column, new Column(type, Set.of(new Origin(name, column, Origin.How.IDENTITY)))));
    return new Relation(columns, null, true);
  }

  /** A table of which no column is known. */
  static Relation open(String name) {
    return new Relation(Map.of(), name, false);
  }

  /** The column under this name, whatever its case. */
  Optional<Column> find(String name) {
    return known(name)
        .map(columns::get)
        .or(
            () ->
                Optional.ofNullable(rest)
                    .map(
                        table ->
                            new Column("", Set.of(new Origin(table, name, Origin.How.IDENTITY)))));
  }

  /** How the column is written here. */
  Optional<String> known(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return columns.keySet().stream()
        .filter(column -> column.toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  Relation with(String name, Column column) {
    Map<String, Column> all = new LinkedHashMap<>(columns);
    all.put(known(name).orElse(name), column);
    return new Relation(all, rest, whole);
  }

  Relation without(Predicate<String> left) {
    Map<String, Column> all = new LinkedHashMap<>(columns);
    all.keySet().removeIf(left);
    return new Relation(all, rest, whole);
  }
}
