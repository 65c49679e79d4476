package dev.penstock.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.api.error.Refusal;
import org.junit.jupiter.api.Test;

class RatesTest {
  private final Rates rates = new Rates(new Rates.Limits(10, 5, 3, 2));

  @Test
  void aCallerBeyondItsRateIsToldWhenToComeBackAndNobodyElseSuffers() {
    Identity one = caller("one");
    for (int i = 0; i < 10; i++) {
      rates.request(one);
    }
    assertThatThrownBy(() -> rates.request(one))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_MANY);
              assertThat(refusal.retryAfter()).isBetween(1, 60);
            });
    rates.request(caller("two"));
  }

  @Test
  void anAddressOfIpv6IsCountedWithItsNetwork() {
    for (int i = 0; i < 3; i++) {
      rates.failed("2001:db8:1:2::" + i);
    }
    assertThatThrownBy(() -> rates.mayTry("2001:db8:1:2::99")).isInstanceOf(Refusal.class);
    rates.mayTry("2001:db8:1:3::99");
    rates.mayTry("192.0.2.1");
  }

  @Test
  void aStreamThatClosesMakesRoomForAnother() {
    Identity one = caller("one");
    Runnable first = rates.stream(one);
    Runnable second = rates.stream(one);
    assertThatThrownBy(() -> rates.stream(one)).isInstanceOf(Refusal.class);
    first.run();
    rates.stream(one).run();
    second.run();
  }

  private static Identity caller(String name) {
    return new Identity(name, Identity.Kind.KEY, Role.VIEWER, Scope.ALL, "key:" + name);
  }
}
