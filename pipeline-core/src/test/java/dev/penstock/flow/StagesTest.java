package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final PipelineContext context = PipelineContext.builder().stage("s").build();

  @Test
  void batchCutsAndFlattenJoins() {
    StageResult<List<List<Integer>>> batches =
        Stages.<Integer>batch(2).attempt(List.of(1, 2, 3), context);

    assertThat(batches.output()).containsExactly(List.of(1, 2), List.of(3));
    assertThat(batches.processed()).isEqualTo(3);
    assertThat(Stages.<Integer>flatten().attempt(batches.output(), context).output())
        .containsExactly(1, 2, 3);
    assertThat(Stages.<Integer>batch(Integer.MAX_VALUE).attempt(List.of(1), context).output())
        .containsExactly(List.of(1));
    assertThat(Stages.<Integer>batch(2).attempt(List.of(), context).output()).isEmpty();
    assertThatThrownBy(() -> Stages.batch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size must be from 1");
  }

  @Test
  void aggregateMakesOneValueByAnyCollector() {
    StageResult<Map<Boolean, Long>> result =
        Stages.aggregate(Collectors.partitioningBy((Integer n) -> n > 1, Collectors.counting()))
            .attempt(List.of(1, 2, 3), context);

    assertThat(result.output()).isEqualTo(Map.of(false, 1L, true, 2L));
    assertThat(result.processed()).isEqualTo(3);
  }

  @Test
  void applyTakesTheWholeInputAndCountsItsRecords() {
    StageResult<Integer> result =
        Stages.apply((List<String> all) -> all.size()).attempt(List.of("a", "b"), context);

    assertThat(result.output()).isEqualTo(2);
    assertThat(result.processed()).isEqualTo(2);
    assertThat(Stages.apply((String text) -> text).attempt("x", context).processed()).isEqualTo(1);
  }

  @Test
  void rateLimitSpacesOutWhatPasses() {
    ManualTicker ticker = new ManualTicker();
    PipelineContext run = PipelineContext.builder().ticker(ticker).build();
    Stage<String, String> limited = Stages.rateLimit(2, Duration.ofSeconds(1));

    for (int i = 0; i < 5; i++) {
      assertThat(limited.attempt("x", run).output()).isEqualTo("x");
    }

    assertThat(ticker.paused()).isEqualTo(Duration.ofSeconds(2));
  }
}
