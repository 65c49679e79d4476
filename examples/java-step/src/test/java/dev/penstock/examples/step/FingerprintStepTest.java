package dev.penstock.examples.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintStepTest {
  @Test
  void answersOneForEachRecordByItsColumnsAlone() throws Exception {
    FingerprintStep step = new FingerprintStep();
    StepContext context = StepContext.of(Map.of("of", List.of("a", "b")));
    step.open(context);

    var results =
        step.apply(
            List.of(record("1", "2", "x"), record("1", "2", "y"), record("12", "", "x")), context);

    assertThat(results).hasSize(3);
    assertThat(results.get(0)).isEqualTo(results.get(1)).isNotEqualTo(results.get(2));
  }

  private static StepRecord record(String a, String b, String c) {
    return StepRecord.of(Map.of("a", a, "b", b, "c", c));
  }
}
