package dev.penstock.api.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepChainTest {
  private static final StepDefinition FILTER = new StepDefinition.Filter("true");
  private static final StepDefinition SQL = new StepDefinition.Sql("SELECT * FROM input");
  private static final StepDefinition AGGREGATE =
      new StepDefinition.Aggregate(List.of("a"), Map.of());

  @Test
  void onlyWhatStandsBehindAStepThatMultipliesMayBePartial() {
    StreamDefinition stream = stream(FILTER, SQL, FILTER);

    assertThat(StepChain.mayBePartial(stream, "source")).isFalse();
    assertThat(StepChain.mayBePartial(stream, "rules[0]")).isFalse();
    assertThat(StepChain.mayBePartial(stream, "steps[0].filter")).isFalse();
    assertThat(StepChain.mayBePartial(stream, "steps[1].sql")).isFalse();
    assertThat(StepChain.mayBePartial(stream, "steps[2].filter")).isTrue();
    assertThat(StepChain.mayBePartial(stream, "outputs.a.rules[0]")).isTrue();
    assertThat(StepChain.mayBePartial(stream, "steps[9].gone")).isTrue();
    assertThat(StepChain.mayBePartial(stream, "something else")).isTrue();
    assertThat(StepChain.mayBePartial(stream(FILTER), "outputs.a")).isFalse();
  }

  @Test
  void aStepInJavaAnswersOnceForEachRecord() {
    StepDefinition java =
        new StepDefinition.Java("step", Map.of(), JsonNodeFactory.instance.objectNode());

    assertThat(StepChain.mayBePartial(stream(java, FILTER), "steps[1].filter")).isFalse();
  }

  @Test
  void aBranchCountsForItsOwnOutput() {
    StreamDefinition stream =
        stream(
            FILTER,
            new StepDefinition.Branch(
                Map.of("a", List.of(FILTER, SQL, FILTER), "b", List.of(FILTER, AGGREGATE))));

    assertThat(StepChain.mayBePartial(stream, "steps[1].branch.a.steps[0].filter")).isFalse();
    assertThat(StepChain.mayBePartial(stream, "steps[1].branch.a.steps[2].filter")).isTrue();
    assertThat(StepChain.mayBePartial(stream, "steps[1].branch.b.steps[0].filter")).isFalse();
    assertThat(StepChain.gathers(stream, "a")).isFalse();
    assertThat(StepChain.gathers(stream, "b")).isTrue();
    assertThat(StepChain.gathers(stream(AGGREGATE), "a")).isTrue();
  }

  private static StreamDefinition stream(StepDefinition... steps) {
    Map<String, OutputDefinition> outputs = new LinkedHashMap<>();
    for (String name : List.of("a", "b")) {
      outputs.put(
          name,
          new OutputDefinition("w", new TableName("silver", name), LoadMode.APPEND, List.of()));
    }
    return new StreamDefinition(
        new SourceDefinition("c", "csv", JsonNodeFactory.instance.objectNode()),
        Optional.empty(),
        Map.of(),
        List.of(steps),
        outputs);
  }
}
