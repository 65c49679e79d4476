package dev.penstock.api.dispatch;

import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives out planning and splits as places allow. Choosing, marking and the messages are one
 * transaction under the lock of the places: replicas take turns, and whoever dies has given out all
 * of it or nothing. Thread-safe.
 */
public final class Dispatcher {
  private static final Duration FORGET = Duration.ofSeconds(5);

  private final Limits limits;
  private final PlaceStore places;
  private final Outbox outbox;
  private final Transactions transactions;
  private final Clock clock;
  private volatile Instant forgot = Instant.EPOCH;

  public Dispatcher(
      Limits limits, PlaceStore places, Outbox outbox, Transactions transactions, Clock clock) {
    this.limits = limits;
    this.places = places;
    this.outbox = outbox;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Gives out what can be given out. Called often; crashes between lose nothing.
   *
   * @return how much
   */
  public int round() {
    return transactions.write(
        () -> {
          places.lock();
          return give();
        });
  }

  /** The runs that are not over, as they stand in the caller's transaction. */
  public Queue queue() {
    return new Queue(
        limits, places.queue(), places.readers(limits.connections().keySet()), clock.instant());
  }

  /** Places in use and in all, and who waits. */
  public PlacesView usage() {
    return transactions.read(() -> Usage.of(limits, queue(), places.flows(1)));
  }

  public Limits limits() {
    return limits;
  }

  /** Does the same in the caller's transaction, which holds the lock of the places. */
  public int give() {
    places.sweep();
    forget();
    List<Flow> flows = places.flows(limits.splitsPerRun());
    flows.stream().filter(flow -> flow.full() && flow.waiting() > 0).forEach(places::close);
    List<OutboxMessage> messages = new ArrayList<>();
    for (Choice.Gift gift : Choice.of(limits, flows)) {
      for (Task task : places.give(gift.flow(), gift.count())) {
        messages.add(OutboxMessage.json(Topics.TASKS, task.key(), task));
      }
    }
    outbox.add(messages);
    return messages.size();
  }

  private void forget() {
    Instant now = clock.instant();
    if (forgot.plus(FORGET).isBefore(now)) {
      forgot = now;
      places.forgetOver();
    }
  }
}
