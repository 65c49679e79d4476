package dev.penstock.api.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Joins the state of a run with its events from then on: each event that is newer than the last, up
 * to the run's end. Thread-safe; what comes out comes one at a time.
 */
public final class RunFollower {
  private final String run;
  private final Consumer<PublicEvent> out;
  private final Runnable end;
  private final Deque<PublicEvent> early = new ArrayDeque<>();
  private long revision = -1;
  private boolean begun;
  private boolean ended;

  /**
   * Follows a run.
   *
   * @param end called once, after the run's last event
   */
  public RunFollower(String run, Consumer<PublicEvent> out, Runnable end) {
    this.run = run;
    this.out = out;
    this.end = end;
  }

  /** Takes an event of any run; those before {@link #begin} wait for it. */
  public synchronized void live(PublicEvent event) {
    if (!event.run().equals(run) || ended) {
      return;
    }
    if (begun) {
      pass(event);
    } else {
      early.add(event);
    }
  }

  /** Takes the state, read after {@link #live} was connected. */
  public synchronized void begin(PublicEvent snapshot) {
    begun = true;
    pass(snapshot);
    early.forEach(this::pass);
    early.clear();
  }

  private void pass(PublicEvent event) {
    if (ended || event.revision() <= revision) {
      return;
    }
    revision = event.revision();
    out.accept(event);
    if (event.last()) {
      ended = true;
      end.run();
    }
  }
}
