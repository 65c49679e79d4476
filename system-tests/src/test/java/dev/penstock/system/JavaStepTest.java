package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of a user's own jar, which lies beside the transformer. */
// The transformer of the images holds no jar of a user.
@Tag("processes")
class JavaStepTest {
  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void beansOfAJarBesideTheTransformerAreFoundByName() throws IOException {
    Run run = bed.client().succeed(bed.client().run("reviews", example()));

    assertThat(run.balanced()).isTrue();
    assertThat(bed.warehouse().rows("SELECT id, mood FROM silver.reviews ORDER BY id"))
        .containsExactly(
            List.of("1", "good"),
            List.of("2", "bad"),
            List.of("3", "mixed"),
            List.of("5", "good"),
            List.of("6", "bad"),
            List.of("7", "good"),
            List.of("8", "mixed"),
            List.of("9", "bad"),
            List.of("10", "good"),
            List.of("12", "mixed"));
    assertThat(bed.warehouse().number("SELECT count(DISTINCT fingerprint) FROM silver.reviews"))
        .isEqualTo(10);
    List<JsonNode> rejects = bed.client().rejects(run.id());
    assertThat(rejects).hasSize(1);
    assertThat(rejects.getFirst().path("rule").asText()).isEqualTo("text is short enough");
    assertThat(rejects.getFirst().path("step").asText()).isEqualTo("steps[1].java");
    assertThat(rejects.getFirst().path("place").asText()).isEqualTo("reviews.csv:12");
  }

  @Test
  void theTransformerIsStartedAgainWithTheStepsThatItHad() throws IOException {
    bed.restart(Component.TRANSFORMER);

    assertThat(bed.client().succeed(bed.client().run("reviews", example())).balanced()).isTrue();
  }

  @Test
  void anUnknownNameFailsTheRunAndTellsTheNamesThatThereAre() throws IOException {
    String near = example().replace("step: sentiment", "step: sentimant");

    Run failed = bed.client().fail(bed.client().run("reviews", near));

    assertThat(failed.problem("unknown-java-step").toString())
        .contains("streams.reviews.steps[1].java")
        .contains("Did you mean `sentiment`?");
    String far = example().replace("step: sentiment", "step: translate");
    assertThat(bed.client().fail(bed.client().run("reviews", far)).problems())
        .contains("fingerprint, sentiment");
  }

  @Test
  void aMistakeInTheOptionsFailsTheRunAtItsPlace() throws IOException {
    String wrong = example().replace("longest: 200", "longest: 0");

    Run failed = bed.client().fail(bed.client().run("reviews", wrong));

    assertThat(failed.problems())
        .contains("streams.reviews.steps[1].java.options.longest")
        .contains("must be at least 1");
  }

  private static String example() throws IOException {
    return Files.readString(TestBed.project().resolve("examples/java-step/reviews.yaml"));
  }
}
