package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagesTest {
  private final List<Optional<Integer>> asked = new ArrayList<>();

  private List<Integer> page(Optional<Integer> last, int end) {
    asked.add(last);
    int from = last.orElse(0) + 1;
    return IntStream.rangeClosed(from, Math.min(end, from + 9)).boxed().toList();
  }

  @Test
  void pagesAreAskedForUntilOneIsEmpty() {
    Stage<Integer, List<Integer>> all =
        Streaming.<Integer, Integer>from(Extract.pages((end, last, context) -> page(last, end)))
            .collect(Collectors.toList());

    assertThat(all.attempt(25, PipelineContext.create()).output())
        .isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
    assertThat(asked)
        .containsExactly(Optional.empty(), Optional.of(10), Optional.of(20), Optional.of(25));
    assertThat(all.attempt(0, PipelineContext.create()).output()).isEmpty();
  }

  @Test
  void aPageIsAskedForOnlyWhenItIsWanted() {
    Stage<Integer, Long> few =
        Streaming.<Integer, Integer>from(Extract.pages((end, last, context) -> page(last, end)))
            .chunkSize(1)
            .queueLength(1)
            .limit(3)
            .into((chunk, context) -> {});

    assertThat(few.attempt(1_000_000, PipelineContext.create()).output()).isEqualTo(3);
    assertThat(asked).hasSizeLessThan(3);
  }

  @Test
  void aQueryThatFailsIsSeenAsItIs() {
    Stage<Integer, Long> broken =
        Streaming.<Integer, Integer>from(
                Extract.pages(
                    (end, last, context) -> {
                      throw new IOException("reset");
                    }))
            .into((chunk, context) -> {});

    StageResult<Long> result = broken.attempt(1, PipelineContext.create());

    assertThat(result.error().get()).hasMessage("extract: reset");
    assertThat(Causes.isTransient(result.error().get())).isTrue();
  }
}
