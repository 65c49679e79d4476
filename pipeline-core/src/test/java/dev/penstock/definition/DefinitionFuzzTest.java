package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Whatever is done to a definition, the parser answers or refuses with places. */
class DefinitionFuzzTest {
  private static final int ROUNDS = 3_000;

  /** What breaks YAML, JSON and names. */
  private static final List<String> PIECES =
      List.of(
          ":",
          ": ",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "\n",
          "\t",
          "  ",
          "#",
          "&a ",
          "*a",
          "!!x ",
          "|",
          ">-",
          "?",
          "---\n",
          "...\n",
          "%",
          "@",
          "`",
          "<<: ",
          "null",
          "~",
          "0x1F",
          "1e999",
          ".inf",
          "-.NaN",
          "123456789012345678901234567890",
          "0o7",
          "_",
          "1_000",
          "+1",
          "0b1",
          "true",
          "\\",
          "\u0000",
          "\u00e9",
          "\ud800",
          "\u2028",
          "\uFEFF",
          "{ref:",
          "{ref:x}",
          "on: ",
          "sql: ",
          "=",
          ",",
          "1:30",
          "2026-01-01",
          "!!binary aGk=",
          "!!int x",
          "- - - ",
          "? [a]\n");

  @Test
  void answersOrRefusesWithPlacesWhateverIsWritten(TestReporter reporter) throws IOException {
    long seed = Long.getLong("penstock.seed", ThreadLocalRandom.current().nextLong());
    reporter.publishEntry("seed", Long.toString(seed));
    List<String> sound = List.of(BrokenDocuments.SOUND, DefinitionParserTest.example());

    run(seed, sound);
  }

  private static void run(long seed, List<String> sound) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = mutate(sound.get(random.nextInt(sound.size())), random);
      try {
        Assertions.assertTimeout(Duration.ofSeconds(25), () -> new DefinitionParser().parse(text));
      } catch (PermanentException e) {
        refused++;
        assertThat(e.problems())
            .as("seed %d, round %d:%n%s", seed, round, text)
            .isNotEmpty()
            .allSatisfy(
                problem -> {
                  assertThat(problem.where()).isNotBlank();
                  assertThat(problem.message()).isNotBlank();
                  assertThat(problem.text()).doesNotContain("\n").hasSizeLessThan(2_000);
                });
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed %d, round %d:%n%s".formatted(seed, round, text), e);
      }
    }
    assertThat(refused).as("seed %d: some definitions were broken", seed).isGreaterThan(ROUNDS / 2);
  }

  private static String mutate(String text, RandomGenerator random) {
    StringBuilder mutated = new StringBuilder(text);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length());
      int end = Math.min(mutated.length(), at + 1 + random.nextInt(30));
      switch (random.nextInt(5)) {
        case 0 -> mutated.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> mutated.delete(at, end);
        case 2 -> mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, end));
        case 3 -> mutated.setCharAt(at, (char) random.nextInt(0x250));
        default -> mutated.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
      }
      if (mutated.isEmpty()) {
        mutated.append('x');
      }
    }
    return mutated.toString();
  }
}
