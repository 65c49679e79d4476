package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.api.hooks.Deliveries;
import dev.penstock.api.hooks.Delivery;
import dev.penstock.api.hooks.HookStore;
import dev.penstock.api.hooks.Notifiers;
import dev.penstock.api.hooks.Sender;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.Backoff;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Several workers share the deliveries of one database. */
@QuarkusTest
@QuarkusTestResource(Receivers.class)
class DeliveriesTest extends ApiTestBase {
  private static final int DELIVERIES = 60;

  /** Longer than a machine stands still: what a living worker has is not taken from it. */
  private static final Duration LONG = Duration.ofSeconds(60);

  @Inject HookStore store;
  @Inject Transactions transactions;
  @Inject Notifiers notifiers;
  @Inject Sender sender;
  @Inject Clock clock;

  @Test
  void threeWorkersDeliverEachOnceThoughOneDies() {
    String id = submit();
    AtomicInteger takenToTheGrave = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    // It dies between taking a delivery up and saying what became of it.
    Deliveries dying =
        worker(
            (notifier, delivery, event) -> {
              takenToTheGrave.incrementAndGet();
              over.await();
              throw new InterruptedException();
            },
            Duration.ofSeconds(8));
    List<Deliveries> alive = List.of(worker(sender, LONG), worker(sender, LONG));
    transactions.change(
        () -> {
          for (int i = 0; i < DELIVERIES; i++) {
            store.add(delivery(id, i));
            // What is written down twice is there once.
            store.add(delivery(id, i));
          }
        });

    dying.beat();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              alive.forEach(Deliveries::beat);
              return transactions.read(() -> store.of(id)).stream()
                  .allMatch(one -> one.state() == Delivery.State.DELIVERED);
            });
    over.countDown();

    assertThat(takenToTheGrave.get()).isBetween(1, 8);
    Map<String, Long> told =
        Receivers.about(id).stream()
            .collect(Collectors.groupingBy(Receivers.Call::id, Collectors.counting()));
    assertThat(told).hasSize(DELIVERIES).allSatisfy((one, times) -> assertThat(times).isOne());
    Map<Integer, Long> attempts =
        transactions.read(() -> store.of(id)).stream()
            .collect(Collectors.groupingBy(Delivery::attempts, Collectors.counting()));
    assertThat(attempts)
        .containsEntry(2, (long) takenToTheGrave.get())
        .containsEntry(1, (long) DELIVERIES - takenToTheGrave.get());
  }

  @Test
  void oneSlowReceiverDoesNotHoldUpTheOthers() {
    String id = submit();
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger slow = new AtomicInteger();
    Function<Sender, Sender> slowly =
        quick ->
            (notifier, delivery, event) -> {
              if (notifier.name().equals("chat")) {
                slow.incrementAndGet();
                over.await();
              }
              return quick.send(notifier, delivery, event);
            };
    List<Deliveries> workers = List.of(worker(slowly.apply(sender), LONG));
    transactions.change(
        () -> {
          for (int i = 0; i < 20; i++) {
            store.add(delivery(id, i, "chat"));
          }
          for (int i = 20; i < 30; i++) {
            store.add(delivery(id, i, "ops"));
          }
        });

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              workers.forEach(Deliveries::beat);
              return transactions.read(() -> store.of(id)).stream()
                  .filter(one -> one.notifier().equals("ops"))
                  .allMatch(one -> one.state() == Delivery.State.DELIVERED);
            });
    assertThat(slow.get()).isLessThanOrEqualTo(2);
    over.countDown();
    // What is left is due, and another test's worker would take it up.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              workers.forEach(Deliveries::beat);
              return transactions.read(() -> store.of(id)).stream()
                  .allMatch(one -> one.state() == Delivery.State.DELIVERED);
            });
  }

  @Test
  void whatIsOldIsForgotten() {
    String id = submit();
    transactions.change(() -> store.add(delivery(id, 1)));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                transactions.read(() -> store.of(id)).getFirst().state()
                    == Delivery.State.DELIVERED);

    transactions.change(() -> store.forget(Instant.now().minus(Duration.ofMinutes(5))));
    assertThat(transactions.read(() -> store.of(id))).hasSize(1);
    transactions.change(() -> store.forget(Instant.now().plus(Duration.ofMinutes(5))));
    assertThat(transactions.read(() -> store.of(id))).isEmpty();
    given().get("/api/v1/runs/" + id).then().statusCode(200);
  }

  private Deliveries worker(Sender by, Duration lease) {
    return new Deliveries(store, transactions, notifiers, by, clock, Backoff.DEFAULT, lease);
  }

  private static Delivery delivery(String run, int number) {
    return delivery(run, number, "ops");
  }

  private static Delivery delivery(String run, int number, String notifier) {
    Instant now = Instant.now();
    return new Delivery(
        "msg_" + run + number + java.util.UUID.randomUUID(),
        run,
        "hooks[" + number + "]",
        "failed",
        "1",
        notifier,
        false,
        "{\"data\": {\"runId\": \"" + run + "\"}}",
        Delivery.State.WAITING,
        0,
        null,
        now,
        now,
        null,
        null,
        null);
  }
}
