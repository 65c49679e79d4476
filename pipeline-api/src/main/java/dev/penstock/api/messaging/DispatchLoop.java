package dev.penstock.api.messaging;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.runs.Starting;
import dev.penstock.api.store.Wakeup;
import java.time.Duration;

/**
 * Starts runs that wait and gives out what is to be read: as soon as reports were counted, since
 * they may have freed places, and at every beat.
 */
final class DispatchLoop implements Loop.Work {
  private static final Duration BEAT = Duration.ofMillis(500);

  private final Starting starting;
  private final Dispatcher dispatcher;
  private final Wakeup wakeup = new Wakeup();

  DispatchLoop(Starting starting, Dispatcher dispatcher) {
    this.starting = starting;
    this.dispatcher = dispatcher;
  }

  @Override
  public void run(Loop loop, Pauses pauses) throws InterruptedException {
    while (!loop.stopped()) {
      starting.startWaiting();
      int unused = dispatcher.round();
      pauses.succeeded();
      wakeup.await(BEAT);
    }
  }

  @Override
  public void wake() {
    wakeup.wake();
  }
}
