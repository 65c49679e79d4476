package dev.penstock.api.dispatch;

import dev.penstock.messaging.Task;
import java.util.Collection;
import java.util.List;

/**
 * Where is kept what is to be done at the sources and what of it was given out. Every method works
 * in the caller's transaction.
 */
public interface PlaceStore {
  /**
   * Waits until nobody else gives or takes places, until commit. Asked last: whoever holds it locks
   * no pipeline and no run any more.
   */
  void lock();

  /** Notes what a run that was just accepted asks for. */
  void accepted(String run, Terms terms);

  /**
   * A run starts, perhaps again: everything of it that is not done waits to be given out. Under
   * {@link #lock}.
   *
   * @param revision under which the services are told
   */
  void started(String run, long revision);

  /** Notes what is done by now. Under {@link #lock}. */
  void sweep();

  /** Forgets the work of runs that need it no more. Under {@link #lock}. */
  void forgetOver();

  /**
   * The streams of the running runs.
   *
   * @param atMost waiting work of a stream is counted up to this
   */
  List<Flow> flows(int atMost);

  /** Gives out so much of a stream, in the plan's order. Under {@link #lock}. */
  List<Task> give(Flow flow, int count);

  /** Gives out no more of a stream. Under {@link #lock}. */
  void close(Flow flow);

  /** Runs that are not over. */
  List<QueuedRun> queue();

  /** Which runs that wait or go on have something left to read at these connections. */
  List<Reader> readers(Collection<String> connections);

  /**
   * A run that has something to read.
   *
   * @param connection empty for every one that was not asked for
   */
  record Reader(String run, String connection) {}
}
