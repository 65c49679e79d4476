package dev.penstock.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void aStarStandsForAnyCharactersAndNothingElseIsSpecial() {
    Scope scope = new Scope(List.of("shop-*", "orders", "*.raw"));
    assertThat(List.of("shop-", "shop-a", "orders", "x.raw", ".raw")).allMatch(scope::allows);
    assertThat(List.of("shop", "orders2", "xraw", "Orders", "")).noneMatch(scope::allows);
    assertThat(Scope.ALL.allows("anything")).isTrue();
    assertThat(new Scope(List.of("a_b%*")).like()).containsExactly("a\\_b\\%%");
  }

  @Test
  void itMatchesAsARegularExpressionWould() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("penstock.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String glob = text(random, "ab*", 6);
      String name = text(random, "ab", 8);
      boolean expected =
          glob.isEmpty() ? name.isEmpty() : Pattern.matches(glob.replace("*", ".*"), name);
      assertThat(new Scope(List.of(glob)).allows(name)).as("%s %s", glob, name).isEqualTo(expected);
    }
  }

  private static String text(Random random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
