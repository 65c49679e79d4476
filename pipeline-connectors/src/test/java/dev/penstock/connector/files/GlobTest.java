package dev.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.csv a.csv true",
        "*.csv a.csv.gz false",
        "*.csv in/a.csv false",
        "*.csv .a.csv false",
        ".*.csv .a.csv true",
        "a?.csv ab.csv true",
        "a?.csv a.csv false",
        "a*b*c aXbXbXc true",
        "a*b*c aXbXbX false",
        "in/* in/a true",
        "*/a.csv in/a.csv true",
        "*/a.csv .in/a.csv false",
        "*/a.csv in/on/a.csv false",
        "**/a.csv a.csv true",
        "**/a.csv in/on/a.csv true",
        "**/a.csv in/.on/a.csv false",
        "**/on/*.csv in/on/a.csv true",
        "**/on/*.csv on/on/a.csv true",
        "**/on/**/*.csv on/x/y/a.csv true",
        "**/on/**/*.csv off/x/y/a.csv false",
        "in/** in/a/b/c true",
        "in/** in/a true",
        "in/** on/a false",
        "in/** in/a/.c false",
        "**/**/a a true",
        "a-{1,2}.csv a-2.csv true",
        "a-{1,2}.csv a-3.csv false",
        "{in,out/deep}/{a,b*}.csv out/deep/bc.csv true",
        "{in,out/deep}/{a,b*}.csv in/c.csv false",
        "a.csv{,.gz} a.csv true",
        "./in//a*.csv in/ab.csv true",
        "a[1].* a[1].csv true",
        "a+(x)$* a+(x)$1 true"
      })
  void matches(String pattern, String path, boolean matches) {
    assertThat(Glob.fault(pattern)).isNull();
    assertThat(Glob.of(pattern).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "in/",
        "/in/a",
        "../a",
        "in/../*",
        "{a,..}/b",
        "{a",
        "{a,{b,c}}",
        "{a,b/}",
        "{/a,b}"
      })
  void refusesWhatNamesNoFileBelowTheRoot(String pattern) {
    assertThat(Glob.fault(pattern)).isNotNull();
  }

  @Test
  void refusesPatternsThatStandForTooMuch() {
    assertThat(Glob.fault("{a,b}".repeat(6))).isNull();
    assertThat(Glob.fault("{a,b}".repeat(30))).contains("100 patterns");
    assertThat(Glob.fault("a/".repeat(32) + "b")).contains("32 folders");
  }

  @Test
  void theFolderIsWhatStandsBeforeTheFirstWildcard() {
    assertThat(Glob.of("a/b/*/c.csv").folder()).isEqualTo("a/b/");
    assertThat(Glob.of("*.csv").folder()).isEmpty();
    assertThat(Glob.of("a/{b,c}/d.csv").folder()).isEqualTo("a/");
    assertThat(Glob.of("a/b/{c,d}.csv").folder()).isEqualTo("a/b/");
    assertThat(Glob.of("a/**").folder()).isEqualTo("a/");
  }

  @Test
  void matchingIsNotSlowWhereAPatternHasManyStars() {
    Glob glob = Glob.of("**/" + "*a".repeat(60) + "b/**/" + "*a".repeat(60) + "b");
    long start = System.nanoTime();

    assertThat(glob.matches(("a".repeat(250) + "/").repeat(40) + "a".repeat(250))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
