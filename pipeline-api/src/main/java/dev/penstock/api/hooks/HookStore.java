package dev.penstock.api.hooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where deliveries are kept. Every method works in the caller's transaction. */
public interface HookStore {
  /** Adds a delivery of a run that is locked, unless it is there. */
  void add(Delivery delivery);

  /** The blocking deliveries of a run on an occasion. */
  List<Delivery> blocking(String run, String occasion);

  /** All deliveries of a run, in the order in which they were made. */
  List<Delivery> of(String run);

  /** The span under which the run was accepted; empty where it has no trace. */
  Optional<String> trace(String run);

  /** Whether there is a delivery of the run for this moment by this hook. */
  boolean told(String run, String hook, String moment);

  /**
   * Takes the next delivery that is due and at which nobody is, and counts the attempt.
   *
   * @param busy notifiers that get none at the moment
   * @param lease names whoever takes it
   * @param time after which another may take it
   */
  Optional<Delivery> claim(Collection<String> busy, String lease, Duration time);

  /** It was delivered; nothing happens where another has it by now. */
  void delivered(Delivery claimed, Instant now);

  /** The attempt failed; nothing happens where another has it by now. */
  void failed(Delivery claimed, String error, Optional<Instant> next);

  /** Nobody waits for it any more. */
  void giveUp(String id, String error);

  /** Runs that wait at a gate and may go on, or have waited too long. */
  List<String> decided(Instant now, int limit);

  /** What is decided by now of a run's gates needs no more looking after. */
  void settle(String run, Instant now);

  /** Removes deliveries that were made before. */
  void forget(Instant madeBefore);
}
