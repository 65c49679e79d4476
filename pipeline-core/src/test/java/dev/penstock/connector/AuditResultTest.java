package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({"true, PASSED", "false, FAILED"})
  void readsWhatAnEarlierVersionWrote(boolean passed, Outcome outcome)
      throws JsonProcessingException {
    CheckResult result =
        JSON.readValue(
            """
            {"check": "t: rows min 1", "on": "t", "passed": %s, "message": "has 0 rows",
             "failing": 1, "sample": [{"a": "b"}]}
            """
                .formatted(passed),
            CheckResult.class);

    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.severity()).isEqualTo(CheckSeverity.ERROR);
    assertThat(result.sample()).containsExactly(Map.of("a", "b"));
    assertThat(JSON.readValue(JSON.writeValueAsString(result), CheckResult.class))
        .isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 2", "5, 3"})
  void showsFewerRows(int most, int shown) {
    CheckResult result =
        new CheckResult("c", "t", false, "m", 3, List.of(Map.of(), Map.of(), Map.of()));

    assertThat(result.withSample(most).sample()).hasSize(shown);
    assertThat(result.withSample(most).failing()).isEqualTo(3);
  }
}
