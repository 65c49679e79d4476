package dev.penstock.api.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.graph.PipelineGraph.Edge;
import dev.penstock.api.graph.PipelineGraph.Node;
import dev.penstock.definition.DefinitionParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private static final String TEXT =
      """
      apiVersion: penstock/v1
      name: orders
      parameters:
        from: { type: date, default: 2020-01-01 }
      streams:
        orders:
          source: { connection: shop, path: orders.csv, format: csv }
          bronze: { table: bronze.orders }
          lookups:
            places: { connection: shop, path: places.csv, format: csv }
          steps:
            - filter: day >= $from
            - sql: |
                SELECT s.*, p.city
                FROM input s LEFT JOIN places p USING (id)
            - branch:
                big:
                  steps:
                    - filter: amount > 100
                  output: { connection: warehouse, table: silver.big, key: [id] }
                all:
                  output:
                    connection: warehouse
                    table: silver.all
      models:
        by_city:
          sql: SELECT city, count(*) FROM {ref:all} GROUP BY 1
        top:
          sql: SELECT * FROM {ref:by_city}
      checks:
        - { on: big, not_null: [id] }
        - { on: big, relationships: { columns: [id], to: all } }
        - { on: top, name: nothing is wrong, sql: "SELECT 1 FROM {ref:by_city} WHERE false" }
      """;

  @Test
  void everyPartStandsWhereItsRecordsComeFrom() {
    PipelineGraph graph = GraphBuilder.of(new DefinitionParser().parse(TEXT), TEXT);

    assertThat(graph.nodes())
        .extracting(Node::id)
        .containsExactly(
            "connection:shop",
            "source:orders",
            "lookup:orders/places",
            "bronze:orders",
            "step:orders/0",
            "step:orders/1",
            "step:orders/2/big/0",
            "output:big",
            "output:all",
            "model:by_city",
            "model:top",
            "check:0",
            "check:1",
            "check:2");
    assertThat(graph.edges())
        .containsExactlyInAnyOrder(
            new Edge("connection:shop", "source:orders"),
            new Edge("connection:shop", "lookup:orders/places"),
            new Edge("source:orders", "bronze:orders"),
            new Edge("source:orders", "step:orders/0"),
            new Edge("step:orders/0", "step:orders/1"),
            new Edge("lookup:orders/places", "step:orders/1"),
            new Edge("step:orders/1", "step:orders/2/big/0"),
            new Edge("step:orders/2/big/0", "output:big"),
            new Edge("step:orders/1", "output:all"),
            new Edge("output:all", "model:by_city"),
            new Edge("model:by_city", "model:top"),
            new Edge("output:big", "check:0"),
            new Edge("output:big", "check:1"),
            new Edge("output:all", "check:1"),
            new Edge("model:top", "check:2"),
            new Edge("model:by_city", "check:2"));
  }

  @Test
  void partsAreFoundInTheText() {
    PipelineGraph graph = GraphBuilder.of(new DefinitionParser().parse(TEXT), TEXT);
    List<String> text = TEXT.lines().toList();

    for (Node node : graph.nodes()) {
      assertThat(node.line()).as(node.place()).isNotNull();
      assertThat(node.endLine()).as(node.place()).isGreaterThanOrEqualTo(node.line());
    }
    Node sql = node(graph, "step:orders/1");
    assertThat(sql.place()).isEqualTo("streams.orders.steps[1]");
    assertThat(sql.detail())
        .isEqualTo("SELECT s.*, p.city FROM input s LEFT JOIN places p USING (id)");
    assertThat(part(text, sql)).startsWith("      - sql: |").endsWith("places p USING (id)");
    Node all = node(graph, "output:all");
    assertThat(all.place()).isEqualTo("streams.orders.steps[2].branch.all.output");
    assertThat(part(text, all)).startsWith("            output:").endsWith("table: silver.all");
    assertThat(part(text, node(graph, "check:0"))).isEqualTo("  - { on: big, not_null: [id] }");
    assertThat(all.table()).isEqualTo("silver.all");
  }

  @Test
  void aDefinitionInJsonHasLinesToo() {
    String json =
        """
        {"apiVersion": "penstock/v1", "name": "pushed",
         "streams": {"s": {
           "source": {"format": "push", "schema": {"id": "bigint"}},
           "outputs": {"t": {"connection": "warehouse", "table": "silver.t"}}}}}
        """;
    PipelineGraph graph = GraphBuilder.of(new DefinitionParser().parse(json), json);

    assertThat(graph.nodes()).extracting(Node::kind).containsExactly("source", "output");
    assertThat(node(graph, "output:t").line()).isEqualTo(4);
  }

  @Test
  void aFormAsksForWhatARunMayBring() {
    RunForm form = RunForm.of(new DefinitionParser().parse(TEXT));

    assertThat(form.parameters())
        .containsExactly(new RunForm.Field("from", "date", false, "2020-01-01", List.of(), ""));
    assertThat(form.streams()).containsExactly(new RunForm.Stream("orders", false));
    assertThat(form.bronze()).isTrue();
    assertThat(form.scheduled()).isFalse();
  }

  private static Node node(PipelineGraph graph, String id) {
    return graph.nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  private static String part(List<String> text, Node node) {
    Integer first = node.line();
    Integer last = node.endLine();
    assertThat(first).isNotNull();
    assertThat(last).isNotNull();
    return String.join("\n", text.subList(first - 1, last));
  }
}
