package dev.penstock.api.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.api.error.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private final Origins open =
      new Origins(AccessSettingsTest.settings(false, false, "127.0.0.1", Optional.empty()));

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.7"})
  void anOpenApiAnswersToNamesOfThisMachineOnly(String host) {
    assertThatThrownBy(() -> open.check(request("GET", host, null, null)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("names of this machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"})
  void namesOfThisMachineAreFine(String host) {
    assertThatCode(() -> open.check(request("GET", host, null, null))).doesNotThrowAnyException();
  }

  @Test
  void aPageOfAnotherPortOrSiteChangesNothingEvenWhereNobodyIsAsked() {
    for (String origin : new String[] {"https://evil.example", "http://localhost:3000", "null"}) {
      assertThatThrownBy(() -> open.check(request("POST", "localhost:8080", origin, null)))
          .isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> open.check(request("DELETE", "localhost:8080", null, "cross-site")))
        .isInstanceOf(Refusal.class);
    assertThatCode(
            () ->
                open.check(
                    request("POST", "localhost:8080", "http://localhost:8080", "same-origin")))
        .doesNotThrowAnyException();
    assertThatCode(() -> open.check(request("POST", "localhost:8080", null, null)))
        .doesNotThrowAnyException();
  }

  private static Origins.Request request(
      String method,
      String host,
      @org.jspecify.annotations.Nullable String origin,
      @org.jspecify.annotations.Nullable String site) {
    return new Origins.Request(
        method,
        host,
        "http://" + host,
        Optional.ofNullable(origin),
        Optional.ofNullable(site),
        false,
        false);
  }
}
