package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles {@code sql}, which reads {@code input} and the look-ups that are tables. */
final class SqlStep {
  private final Compilation compilation;
  private final Set<String> lookups;
  private final Set<String> keyed;
  private double queried = Growth.COLUMN;

  /**
   * @param lookups the names of all of the stream's look-ups
   * @param keyed those of them, as keys, that are no tables
   */
  SqlStep(Compilation compilation, Set<String> lookups, Set<String> keyed) {
    this.compilation = compilation;
    this.lookups = lookups.stream().map(Quoted::key).collect(Collectors.toUnmodifiableSet());
    this.keyed = Set.copyOf(keyed);
  }

  void compile(StepDefinition.Sql step, int number, Place place) {
    compilation.flush(number - 1);
    String text = step.query();
    Expressions.syntax(
        () -> {
          SqlTree tree = SqlSyntax.queryTree(text);
          Expressions.noParameters(tree);
          tables(tree);
          double largest = Growth.ofQuery(tree, compilation.sizes()::of);
          SqlSyntax.checkGrowth(largest);
          queried = Math.max(largest, compilation.sizes().largest());
        },
        place.where());
    List<Column> output = compilation.columnsOf(text, place.where());
    compilation.sizes().query(output, queried);
    StringJoiner names = new StringJoiner(", ", "(", ")");
    Map<String, String> items = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    @Nullable String last = null;
    for (int i = 0; i < output.size(); i++) {
      Column column = output.get(i);
      if (!seen.add(Quoted.key(column.name()))) {
        throw Compilation.problem(
            "duplicate-column",
            place.where(),
            "The query gives two columns named " + column.name() + ".",
            "Name the columns one by one, or leave one out: SELECT s.*, a.* EXCLUDE ("
                + column.name()
                + ").");
      }
      String name = compilation.hidden().name("c" + i);
      names.add(name);
      if (column.isPlace()) {
        if (!column.type().equals("BIGINT")) {
          throw Compilation.problem(
              "bad-sql",
              place.where(),
              "The column _place must stay as it is (BIGINT), but is " + column.type() + ".",
              "Give your column another name.");
        }
        last = name;
      } else {
        items.put(column.name(), OutputType.convert(column, name));
      }
    }
    if (last != null) {
      items.put(Columns.PLACE, last);
    }
    String from = Quoted.operand(text) + " AS " + compilation.hidden().name("query") + names;
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM " + from);
    items.forEach((name, sql) -> list.add(sql + " AS " + Quoted.name(name)));
    String rows = "WITH input AS MATERIALIZED (FROM " + compilation.hidden().rows() + ") ";
    compilation.add(compilation.query(rows + list, place));
    compilation.bind(list.toString(), place.where());
  }

  private void tables(SqlTree tree) throws SqlSyntax.Refused {
    Set<String> own = tree.commonTables();
    for (var table : tree.ofType("BASE_TABLE")) {
      String name = table.path("table_name").asText();
      String key = Quoted.key(name);
      boolean plain = table.path("schema_name").asText().isEmpty();
      if (plain && keyed.contains(key) && !own.contains(key)) {
        throw new SqlSyntax.Refused(
            name + " is a look-up by key, which only a `lookup` step can read.");
      }
      if (!plain
          || !(key.equals(Compilation.INPUT) || lookups.contains(key) || own.contains(key))) {
        List<String> known = new ArrayList<>(List.of(Compilation.INPUT));
        known.addAll(lookups);
        throw new SqlSyntax.Refused(
            "there is no table "
                + name
                + " here. "
                + NearMiss.advice(name, known, "A query reads"));
      }
    }
  }
}
