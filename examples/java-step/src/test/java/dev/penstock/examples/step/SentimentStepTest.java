package dev.penstock.examples.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.PermanentException;
import dev.penstock.step.RejectedException;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentimentStepTest {
  private final SentimentStep step = new SentimentStep(new WordList());

  @Test
  void goodWordsLiftTheScoreAndBadOnesLowerIt() {
    assertThat(apply(Map.of(), "text", "Lovely room, friendly people!"))
        .isEqualTo(StepResult.value("score", 5 / Math.sqrt(5)));
    assertThat(apply(Map.of(), "text", "terrible")).isEqualTo(StepResult.value("score", -3.0));
  }

  @Test
  void aRecordWithoutATextIsDropped() {
    StepContext context = StepContext.of(Map.of());
    step.open(context);

    assertThat(step.apply(StepRecord.of(Collections.singletonMap("text", null)), context))
        .isEqualTo(StepResult.dropped());
  }

  @Test
  void aTextThatIsTooLongIsRejected() {
    assertThatThrownBy(() -> apply(Map.of("column", "t", "longest", 3), "t", "long"))
        .isInstanceOf(RejectedException.class)
        .hasMessage("t has 4 characters; at most 3 are taken.");
  }

  @Test
  void anOptionThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> step.open(StepContext.of(Map.of("colum", "t"))))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("options.colum")
        .hasMessageContaining("Did you mean `column`?");
  }

  private StepResult apply(Map<String, ?> options, String column, String text) {
    StepContext context = StepContext.of(options);
    step.open(context);
    return step.apply(StepRecord.of(Map.of(column, text)), context);
  }
}
