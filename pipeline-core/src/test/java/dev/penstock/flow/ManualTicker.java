package dev.penstock.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A ticker whose pauses take no time but move it on. */
final class ManualTicker implements Ticker {
  private long nanos = -17; // anything: only differences may count
  private final List<Duration> pauses = new ArrayList<>();

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void pause(Duration time) {
    nanos += time.toNanos();
    pauses.add(time);
  }

  synchronized Duration paused() {
    return pauses.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
