package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunScopeTest {
  private static final PipelineDefinition PIPELINE =
      new DefinitionParser()
          .parse(
              """
              apiVersion: penstock/v1
              name: shop
              streams:
                a:
                  source: { connection: data, path: a.csv, format: csv }
                  bronze: { table: bronze.a }
                  outputs:
                    a: { connection: warehouse, table: silver.a }
                b:
                  source: { connection: data, path: b.csv, format: csv }
                  outputs:
                    b: { connection: warehouse, table: silver.b }
              models:
                of_a: { sql: "SELECT * FROM {ref:a}" }
                of_b: { sql: "SELECT * FROM {ref:b}" }
                far: { sql: "SELECT * FROM {ref:of_a}, {ref:of_b}" }
                none: { sql: "SELECT 1 AS x" }
              checks:
                - { on: a, not_null: [x] }
                - { on: of_b, not_null: [x] }
                - { on: b, relationships: { columns: [x], to: a, key: [y] } }
                - { on: of_b, name: small, sql: "SELECT * FROM {ref:far} WHERE x > 1" }
              """);

  @Test
  void aStreamBringsWhatReadsIt() {
    RunScope scope = scope(RunFrom.SOURCE, RunUntil.GOLD, Set.of("a"));

    assertThat(scope.keeps("a")).isTrue();
    assertThat(scope.loads("a")).isTrue();
    assertThat(scope.loads("b")).isFalse();
    assertThat(scope.modelGraph().keySet()).containsExactly("of_a", "far");
    assertThat(scope.modelGraph()).isEqualTo(Map.of("of_a", Set.of(), "far", Set.of("of_a")));
    assertThat(scope.standing()).containsExactlyInAnyOrder("of_b", "b");
    assertThat(checked(scope)).containsExactly(true, false, true, true);
  }

  @Test
  void allStreamsBringEverything() {
    RunScope scope = scope(RunFrom.SOURCE, RunUntil.GOLD, Set.of("a", "b"));

    assertThat(scope.modelGraph()).isEqualTo(PIPELINE.modelGraph());
    assertThat(scope.standing()).isEmpty();
    assertThat(checked(scope)).containsOnly(true);
  }

  @Test
  void silverBringsModelsAlone() {
    RunScope scope = scope(RunFrom.SILVER, RunUntil.GOLD, Set.of());

    assertThat(scope.keeps("a") || scope.loads("a")).isFalse();
    assertThat(scope.modelGraph()).isEqualTo(PIPELINE.modelGraph());
    assertThat(scope.standing()).containsExactlyInAnyOrder("a", "b");
    assertThat(checked(scope)).containsOnly(true);
  }

  @Test
  void bronzeIsTheEnd() {
    RunScope scope = scope(RunFrom.SOURCE, RunUntil.BRONZE, Set.of("a", "b"));

    assertThat(scope.keeps("a")).isTrue();
    assertThat(scope.loads("a")).isFalse();
    assertThat(scope.modelGraph()).isEmpty();
    assertThat(scope.standing()).isEmpty();
    assertThat(checked(scope)).containsOnly(false);
  }

  private static List<Boolean> checked(RunScope scope) {
    return PIPELINE.checks().stream()
        .map((CheckDefinition check) -> scope.concerns(check))
        .toList();
  }

  private static RunScope scope(RunFrom from, RunUntil until, Set<String> streams) {
    return new RunWork("r", 1, RunMode.FULL, from, until, 1, PIPELINE, false, streams).scope();
  }
}
