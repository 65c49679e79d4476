package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelTextTest {
  private static final ModelText TEXT =
      new ModelText(
          "SELECT * FROM {new:a} JOIN {ref:b} USING (x){incremental}\n WHERE x > (SELECT max(x) FROM"
              + " {this}){end};\n");

  @Test
  void leavesThePartOutWhereTheModelIsBuiltAnew() {
    assertThat(TEXT.whole(name -> "all_" + name))
        .isEqualTo("SELECT * FROM all_a JOIN all_b USING (x) ");
  }

  @Test
  void readsTheRowsOfTheRunWhereTheTableStays() {
    assertThat(TEXT.part(name -> "all_" + name, name -> "new_" + name, "$1\\own"))
        .isEqualTo(
            "SELECT * FROM new_a JOIN all_b USING (x)\n WHERE x > (SELECT max(x) FROM $1\\own)");
  }

  @Test
  void knowsWhatItReads() {
    assertThat(TEXT.reads()).containsExactly("b", "a");
    assertThat(TEXT.fresh()).containsExactly("a");
  }
}
