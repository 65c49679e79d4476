package dev.penstock.api.metrics;

import dev.penstock.api.hooks.Notifier;
import dev.penstock.api.hooks.Outcome;
import dev.penstock.api.hooks.Sender;
import dev.penstock.service.metrics.Meters;
import io.micrometer.core.instrument.Counter;

/** Counts what becomes of what is sent. Thread-safe. */
public final class CountedSender implements Sender {
  private final Sender sender;
  private final Counter delivered;
  private final Counter failed;

  public CountedSender(Sender sender, Meters meters) {
    this.sender = sender;
    this.delivered = counter(meters, "delivered");
    this.failed = counter(meters, "failed");
  }

  private static Counter counter(Meters meters, String outcome) {
    return meters.counter(
        "penstock.deliveries", "Tries to tell a notifier of a run.", "outcome", outcome);
  }

  @Override
  public Outcome send(Notifier notifier, String id, String event) throws InterruptedException {
    Outcome outcome = sender.send(notifier, id, event);
    switch (outcome) {
      case Outcome.Delivered done -> delivered.increment();
      case Outcome.Failed why -> failed.increment();
    }
    return outcome;
  }
}
