package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.batch.Counts;
import dev.penstock.definition.Contract;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.transform.TransformResult.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs that take ways of their own. */
class RoutesTest {
  private static final Schema SCHEMA = Fixture.schema("id", "price");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void outputsWithoutStepsOfTheirOwnShareARoute() {
    StreamDefinition stream = stream(List.of(cast("price", "integer")), output("a"), output("b"));

    try (StreamTransformer transformer = open(stream);
        TransformResult result = apply(transformer, "1", "x")) {
      assertThat(result.routes()).hasSize(1);
      assertThat(result.routes().getFirst().outputs()).containsExactly("a", "b");
      assertThat(result.rejected()).hasSize(1);
      assertThat(result.rejected().getFirst().output()).isEmpty();
    }
  }

  @Test
  void branchesGoOnFromTheTrunk() throws Exception {
    Map<String, List<StepDefinition>> branches = new LinkedHashMap<>();
    branches.put("cheap", List.of(filter("price < 10"), derive("half", "price / 2")));
    branches.put("checked", List.of(validate("price is odd", "price % 2 = 1")));
    branches.put("double", List.of(sql("SELECT * FROM input UNION ALL SELECT * FROM input")));
    branches.put("all", List.of());
    StreamDefinition stream =
        stream(
            List.of(
                cast("price", "integer"), filter("price > 1"), new StepDefinition.Branch(branches)),
            output("cheap"),
            output("checked"),
            output("double"),
            output("all"));

    try (Judge judge = new Judge(fixture.allocator);
        StreamTransformer transformer = open(stream);
        VectorSchemaRoot batch = batch("1", "2", "x", "7", "12", "13", null);
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      judge.table("input", batch);
      judge.execute(
          "CREATE TABLE trunk AS SELECT id, CAST(price AS integer) AS price, _place FROM input"
              + " WHERE try_cast(price AS integer) > 1");
      assertThat(result.read()).isEqualTo(7);
      judge.assertSame(
          result.route("cheap").rows(),
          "SELECT id, price, price / 2 AS half, _place FROM trunk WHERE price < 10");
      judge.assertSame(result.route("checked").rows(), "FROM trunk WHERE price % 2 = 1");
      judge.assertSame(result.route("double").rows(), "FROM trunk UNION ALL FROM trunk");
      judge.assertSame(result.route("all").rows(), "FROM trunk");

      assertThat(result.route("cheap").counts()).isEqualTo(new Counts(7, 2, 1, 4, 0, 0));
      assertThat(result.route("checked").counts()).isEqualTo(new Counts(7, 2, 3, 2, 0, 0));
      assertThat(result.route("double").counts()).isEqualTo(new Counts(7, 8, 1, 2, 4, 0));
      assertThat(result.route("all").counts()).isEqualTo(new Counts(7, 4, 1, 2, 0, 0));
      assertThat(result.routes()).allSatisfy(r -> assertThat(r.counts().difference()).isZero());

      assertThat(result.rejected())
          .extracting(
              TransformResult.Rejected::output,
              reject -> reject.record().step(),
              reject -> reject.record().place())
          .containsExactly(
              tuple("", "steps[0].cast", "file.csv:4"),
              tuple("checked", "steps[2].branch.checked.steps[0].validate", "file.csv:3"),
              tuple("checked", "steps[2].branch.checked.steps[0].validate", "file.csv:6"));
      // Extracted prices are text; what the trunk made of them is a number.
      assertThat(result.rejected().getLast().record().original()).contains("\"12\"");
      for (String output : stream.outputs().keySet()) {
        assertThat(transformer.outputSchema(output))
            .isEqualTo(result.route(output).rows().getSchema());
      }
      assertThatThrownBy(() -> transformer.outputSchema("none"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anOutputWithRulesHasARouteOfItsOwn() {
    OutputDefinition strict =
        new OutputDefinition(
            "w",
            TableName.parse("s.strict"),
            LoadMode.REPLACE,
            List.of(),
            Merging.BY_PLACE,
            Contract.EVOLVE,
            Layout.PLAIN,
            List.of(new StepDefinition.Rule("small", "price < 5")));
    StreamDefinition stream =
        stream(
            List.of(
                cast("price", "integer"), new StepDefinition.Deduplicate(List.of("id"), Map.of())),
            output("loose"),
            Map.entry("strict", strict));

    try (StreamTransformer transformer = open(stream);
        TransformResult result = apply(transformer, "1", "9")) {
      assertThat(result.routes())
          .extracting(Route::outputs)
          .containsExactly(List.of("loose"), List.of("strict"));
      assertThat(result.route("loose").rows().getRowCount()).isEqualTo(2);
      assertThat(result.route("strict").rows().getRowCount()).isEqualTo(1);
      assertThat(result.rejected().getFirst().output()).isEqualTo("strict");
      assertThat(result.rejected().getFirst().record().step()).isEqualTo("outputs.strict.validate");
    }
  }

  @Test
  void aMistakeInABranchIsNamedWithItsPath() {
    StreamDefinition stream =
        stream(
            List.of(
                new StepDefinition.Branch(
                    Map.of("a", List.of(filter("price <> ''"), filter("prise <> ''"))))),
            output("a"));

    assertThatThrownBy(() -> open(stream))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e ->
                assertThat(e.problem().where())
                    .startsWith("streams.s.steps[0].branch.a.steps[1].filter"));
  }

  private TransformResult apply(StreamTransformer transformer, @Nullable String... prices) {
    try (VectorSchemaRoot batch = batch(prices)) {
      return transformer.apply(batch, Fixture.ORIGIN);
    }
  }

  private VectorSchemaRoot batch(@Nullable String... prices) {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < prices.length; i++) {
      rows.add(new @Nullable String[] {"r" + i, prices[i]});
    }
    return fixture.batch(SCHEMA, rows);
  }

  private StreamTransformer open(StreamDefinition stream) {
    return StreamTransformer.open(
        stream, Fixture.PATH, SCHEMA, Fixture.NO_LOOKUPS, Limits.DEFAULT, fixture.allocator);
  }

  private static Map.Entry<String, OutputDefinition> output(String name) {
    return Map.entry(
        name, new OutputDefinition("w", TableName.parse("s." + name), LoadMode.REPLACE, List.of()));
  }

  @SafeVarargs
  private static StreamDefinition stream(
      List<StepDefinition> steps, Map.Entry<String, OutputDefinition>... outputs) {
    Map<String, OutputDefinition> all = new LinkedHashMap<>();
    for (Map.Entry<String, OutputDefinition> output : outputs) {
      all.put(output.getKey(), output.getValue());
    }
    return new StreamDefinition(Fixture.stream().source(), Optional.empty(), Map.of(), steps, all);
  }
}
