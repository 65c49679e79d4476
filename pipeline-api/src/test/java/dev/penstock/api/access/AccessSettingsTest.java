package dev.penstock.api.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.4", "etl.example.org", "127.0.0.1.evil.org"})
  void anOpenApiThatOthersReachDoesNotStart(String host) {
    assertThatIllegalStateException()
        .isThrownBy(() -> settings(false, false, host, Optional.empty()))
        .withMessageContaining("listens on " + host)
        .withMessageContaining("penstock.access.mode=required")
        .withMessageContaining("quarkus.http.host=127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.1.2.3"})
  void onOneMachineItStartsOpen(String host) {
    assertThatCode(() -> settings(false, false, host, Optional.empty())).doesNotThrowAnyException();
  }

  @Test
  void itStartsElsewhereWithCredentialsOrWhereSomebodySaysSo() {
    assertThatCode(() -> settings(true, false, "0.0.0.0", Optional.empty()))
        .doesNotThrowAnyException();
    assertThatCode(() -> settings(false, true, "0.0.0.0", Optional.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void aShortAdminKeyIsRefusedAndNotRepeated() {
    assertThatIllegalStateException()
        .isThrownBy(() -> settings(true, false, "0.0.0.0", Optional.of("hunter2-hunter2")))
        .withMessageContaining("at least 32")
        .withMessageNotContainingAny("hunter2");
  }

  static AccessSettings settings(
      boolean required, boolean allowOpen, String host, Optional<String> adminKey) {
    return new AccessSettings(
        required,
        allowOpen,
        host,
        adminKey,
        false,
        false,
        Map.of(),
        Role.OPERATOR,
        Set.of(),
        Duration.ofHours(8),
        Duration.ofDays(7));
  }
}
