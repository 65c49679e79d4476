package dev.penstock.lineage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.definition.DefinitionParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineLineageTest {
  private static final String HEAD =
      """
      apiVersion: penstock/v1
      name: p
      streams:
        s:
          source: { connection: files, path: s.csv, format: csv }
          lookups:
            towns: { connection: files, path: towns.csv, format: csv }
      """;

  private static final String TAIL =
      """
          outputs:
            t: { connection: warehouse, table: silver.t, mode: replace }
      """;

  @Test
  void eachStepHandsTheOriginsOfItsColumnsOn() {
    Relation made =
        output(
            """
                steps:
                  - rename: { A a: a }
                  - cast: { b: integer }
                  - derive: { c: "a || upper(d)", one: "1" }
                  - drop: [d]
                  - lookup: { from: towns, on: { a: id }, take: { town: name } }
                  - mask: { e: hash }
            """,
            Map.of("s", types("A a", "b", "d", "e")));

    assertThat(made.whole()).isTrue();
    assertThat(origins(made))
        .isEqualTo(
            Map.of(
                "a", "source s.A a IDENTITY",
                "b", "source s.b TRANSFORMATION",
                "e", "source s.e TRANSFORMATION",
                "c", "source s.A a TRANSFORMATION, source s.d TRANSFORMATION",
                "one", "",
                "town", "lookup s towns.name IDENTITY"));
    assertThat(made.columns().keySet()).containsExactly("a", "b", "e", "c", "one", "town");
    assertThat(requireNonNull(made.columns().get("b")).type()).isEqualTo("integer");
  }

  @Test
  void aQueryTellsWhatItsColumnsAreMadeOf() {
    Relation made =
        output(
            """
                steps:
                  - sql: >-
                      WITH known AS (SELECT id, min(name) AS town FROM towns GROUP BY 1)
                      SELECT s.* EXCLUDE (b), k.town, coalesce(s.b, k.id) AS either, count(*) OVER () AS n
                      FROM input s LEFT JOIN known k ON k.id = s.a
            """,
            Map.of("s", types("a", "b")));

    assertThat(origins(made))
        .isEqualTo(
            Map.of(
                "a", "source s.a IDENTITY",
                "town", "lookup s towns.name AGGREGATION",
                "either", "source s.b TRANSFORMATION, lookup s towns.id TRANSFORMATION",
                "n", ""));
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Relation open = output("    steps:\n      - rename: { x: y }\n", Map.of());
    assertThat(open.whole()).isFalse();
    assertThat(origins(open)).isEqualTo(Map.of("y", "source s.x IDENTITY"));

    Relation unread =
        output(
            "    steps:\n      - sql: SELECT * REPLACE (a + 1 AS a) FROM input\n",
            Map.of("s", types("a")));
    assertThat(unread.whole()).isFalse();
    assertThat(unread.columns()).isEmpty();
  }

  @Test
  void aModelIsMadeOfWhatItReads() {
    Map<String, Relation> made =
        PipelineLineage.of(
            new DefinitionParser()
                .parse(
                    HEAD
                        + TAIL
                        + """
                        models:
                          by_a: { sql: "SELECT a, sum(b) AS total FROM {ref:t} GROUP BY a" }
                          top: { sql: "SELECT m.total FROM {ref:by_a} m UNION ALL SELECT b FROM {ref:t}" }
                          odd: { sql: "SELECT (jsonb_each(x)).key FROM {ref:t}" }
                        """),
            Map.of("s", types("a", "b")));

    assertThat(origins(requireNonNull(made.get("by_a"))))
        .isEqualTo(Map.of("a", "made t.a IDENTITY", "total", "made t.b AGGREGATION"));
    assertThat(origins(requireNonNull(made.get("top"))))
        .isEqualTo(Map.of("total", "made by_a.total IDENTITY, made t.b IDENTITY"));
    assertThat(requireNonNull(made.get("odd")).whole()).isFalse();
  }

  private static Relation output(String steps, Map<String, Map<String, String>> sources) {
    return requireNonNull(
        PipelineLineage.of(new DefinitionParser().parse(HEAD + steps + TAIL), sources).get("t"));
  }

  private static Map<String, String> types(String... names) {
    Map<String, String> types = new LinkedHashMap<>();
    List.of(names).forEach(name -> types.put(name, "Utf8"));
    return types;
  }

  private static Map<String, String> origins(Relation relation) {
    Map<String, String> all = new LinkedHashMap<>();
    relation
        .columns()
        .forEach(
            (name, column) ->
                all.put(
                    name,
                    String.join(
                        ", ",
                        column.origins().stream()
                            .map(one -> one.table() + "." + one.column() + " " + one.how())
                            .toList())));
    return all;
  }
}
