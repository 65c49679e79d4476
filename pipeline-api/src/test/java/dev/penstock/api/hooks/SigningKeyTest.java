package dev.penstock.api.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  /** The example that implementations of Standard Webhooks share. */
  @Test
  void signsAsOthersDo() {
    SigningKey key = SigningKey.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesAnyOtherTextAsItIs() {
    assertThat(SigningKey.of("open sesame").sign("a", 1, "b"))
        .isNotEqualTo(SigningKey.of("open sesam").sign("a", 1, "b"))
        .startsWith("v1,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "whsec_", "whsec_!geheim!"})
  void refusesWhatIsNoKeyWithoutShowingIt(String secret) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.of(secret))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("geheim"));
  }
}
