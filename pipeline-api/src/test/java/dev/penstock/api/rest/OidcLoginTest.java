package dev.penstock.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcLoginTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/runs?state=failed&q=a%20b", "/pipelines/a-b?tab=run"})
  void itLeadsBackToAPageOfTheDashboard(String back) {
    assertThat(OidcLogin.goal(back)).isEqualTo(back);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "runs",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/runs\r\nSet-Cookie: a=b",
        "/a b",
        "/a\"b"
      })
  void itLeadsToNoOtherServer(String back) {
    assertThat(OidcLogin.goal(back)).isEqualTo("/");
  }

  @Test
  void whatIsTooLongForACookieLeadsToTheOverview() {
    assertThat(OidcLogin.goal("/" + "a".repeat(1_000))).isEqualTo("/");
    assertThat(OidcLogin.goal(null)).isEqualTo("/");
  }
}
