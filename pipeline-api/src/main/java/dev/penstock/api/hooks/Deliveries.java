package dev.penstock.api.hooks;

import dev.penstock.api.store.Transactions;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Backoff;
import dev.penstock.messaging.trace.Traced;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Sends what waits to be told, each delivery in a thread of its own. Several processes share the
 * work: each takes a delivery for a while, after which another may take it over. What is sent right
 * before a process dies is sent again, under the same id. Thread-safe.
 */
public final class Deliveries {
  /** Attempts before a delivery is given up. */
  public static final int ATTEMPTS = 8;

  /** Deliveries under way in this process. */
  static final int PLACES = 8;

  /** Of these to one receiver, so that a slow one leaves places to others. */
  static final int PLACES_OF_ONE = 2;

  private static final Logger LOG = Logger.getLogger(Deliveries.class);
  private static final Duration KEPT = Duration.ofDays(30);

  private final HookStore store;
  private final Transactions transactions;
  private final Notifiers notifiers;
  private final Sender sender;
  private final Clock clock;
  private final Backoff backoff;
  private final Duration lease;
  private final String self = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> underWay = new ArrayList<>();

  /**
   * @param backoff the waits between attempts
   * @param lease how long a delivery is this process's alone; longer than an attempt takes
   */
  public Deliveries(
      HookStore store,
      Transactions transactions,
      Notifiers notifiers,
      Sender sender,
      Clock clock,
      Backoff backoff,
      Duration lease) {
    this.store = store;
    this.transactions = transactions;
    this.notifiers = notifiers;
    this.sender = sender;
    this.clock = clock;
    this.backoff = backoff;
    this.lease = lease;
  }

  /** Takes up what is due, as far as there are places, and returns at once. Called often. */
  public void beat() {
    lock.lock();
    try {
      while (underWay.size() < PLACES) {
        List<String> busy =
            underWay.stream()
                .filter(name -> underWay.stream().filter(name::equals).count() >= PLACES_OF_ONE)
                .distinct()
                .toList();
        Optional<Delivery> next =
            transactions.write(() -> store.claim(busy, self + "/" + UUID.randomUUID(), lease));
        if (next.isEmpty()) {
          return;
        }
        Delivery claimed = next.get();
        underWay.add(claimed.notifier());
        Thread thread = Thread.ofVirtual().name("penstock-hook").start(() -> work(claimed));
        assert thread.isVirtual();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes what is old. Called now and then. */
  public void forgetOld() {
    transactions.change(() -> store.forget(clock.instant().minus(KEPT)));
  }

  private void work(Delivery claimed) {
    try (Traced span =
        Traced.continued(
            "deliver hook", transactions.read(() -> store.trace(claimed.run())).orElse(null))) {
      span.with("penstock.run", claimed.run())
          .with("penstock.notifier", claimed.notifier())
          .with("penstock.moment", claimed.moment());
      Outcome outcome = attempt(claimed);
      if (outcome instanceof Outcome.Failed) {
        span.failed(List.of(Problem.of("not-delivered", claimed.hook(), "")));
      }
      settle(claimed, outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The delivery is taken up again when its lease is over.
      LOG.warnf("%s of run %s is held up: %s", claimed.moment(), claimed.run(), told(e));
    } finally {
      lock.lock();
      try {
        boolean there = underWay.remove(claimed.notifier());
        assert there;
      } finally {
        lock.unlock();
      }
    }
    try {
      beat();
    } catch (RuntimeException e) {
      LOG.debugf("the next beat tries again: %s", told(e));
    }
  }

  private Outcome attempt(Delivery claimed) throws InterruptedException {
    Optional<Notifier> notifier = notifiers.receiver(claimed.notifier());
    if (notifier.isEmpty()) {
      return Outcome.passing("there is no notifier `" + claimed.notifier() + "` here any more");
    }
    return sender.send(notifier.get(), claimed.id(), claimed.event());
  }

  private void settle(Delivery claimed, Outcome outcome) {
    switch (outcome) {
      case Outcome.Delivered delivered ->
          transactions.change(() -> store.delivered(claimed, clock.instant()));
      case Outcome.Failed failed -> {
        boolean over = failed.forever() || claimed.attempts() >= ATTEMPTS;
        Optional<Instant> next = over ? Optional.empty() : Optional.of(next(claimed, failed));
        transactions.change(() -> store.failed(claimed, failed.error(), next));
        if (over) {
          LOG.warnf(
              "notifier %s was not told that run %s is at %s: %s",
              claimed.notifier(), claimed.run(), claimed.moment(), failed.error());
        }
      }
    }
  }

  private Instant next(Delivery claimed, Outcome.Failed failed) {
    Duration usual = backoff.delay(claimed.attempts(), ThreadLocalRandom.current());
    Duration asked = failed.after().orElse(Duration.ZERO);
    return clock.instant().plus(asked.compareTo(usual) > 0 ? asked : usual);
  }

  private static String told(RuntimeException e) {
    return e instanceof PenstockException known
        ? String.valueOf(known.getMessage())
        : e.getClass().getName();
  }
}
