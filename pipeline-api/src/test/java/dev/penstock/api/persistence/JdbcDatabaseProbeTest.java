package dev.penstock.api.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class JdbcDatabaseProbeTest {
  private final AtomicInteger asked = new AtomicInteger();

  private interface Answer {
    Object get() throws SQLException, InterruptedException;
  }

  private JdbcDatabaseProbe probe(Answer connection) {
    return new JdbcDatabaseProbe(
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  asked.incrementAndGet();
                  return connection.get();
                }));
  }

  private Object valid() {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> method.getName().equals("isValid") ? true : null);
  }

  @Test
  void aDatabaseThatHangsIsNotThereAndHoldsOneThreadOnly() {
    CountDownLatch never = new CountDownLatch(1);
    JdbcDatabaseProbe probe =
        probe(
            () -> {
              never.await();
              return valid();
            });

    assertThat(probe.answers()).isFalse();
    assertThat(probe.answers()).isFalse();
    assertThat(asked).hasValue(1);

    never.countDown();
    await().atMost(Duration.ofSeconds(30)).until(probe::answers);
  }

  @Test
  void aDatabaseThatRefusesIsNotThere() {
    assertThat(
            probe(
                    () -> {
                      throw new SQLException("refused");
                    })
                .answers())
        .isFalse();
  }
}
