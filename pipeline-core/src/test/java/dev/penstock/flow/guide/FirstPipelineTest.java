package dev.penstock.flow.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.flow.Pipeline;
import dev.penstock.flow.PipelineResult;
import dev.penstock.flow.RunStatus;
import dev.penstock.flow.Stages;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first pipeline of the how-to page. */
class FirstPipelineTest {
  @Test
  void itSumsUp() {
    // [guide: first]
    Pipeline<List<String>, Integer> total =
        Pipeline.<List<String>>named("total")
            .then("parse", Stages.map((String text) -> Integer.valueOf(text)))
            .then("sum", Stages.aggregate(Collectors.summingInt((Integer n) -> n)));

    PipelineResult<Integer> result = total.run(List.of("1", "2", "39"));
    // [end]

    assertThat(result.orThrow()).isEqualTo(42);
    PipelineResult<Integer> bad = total.run(List.of("1", "two"));
    assertThat(bad.status()).isEqualTo(RunStatus.FAILED);
    assertThat(bad.error().get()).hasMessage("parse: record 1: For input string: \"two\"");
  }
}
