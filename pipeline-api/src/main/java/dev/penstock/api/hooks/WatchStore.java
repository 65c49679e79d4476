package dev.penstock.api.hooks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When runs last moved. Every method works in the caller's transaction. */
public interface WatchStore {
  /** The runs that go on: reading, auditing, publishing. */
  List<Watched> active();

  /** The run's counts and state are these since now. */
  void moved(String run, String mark, Instant now);

  /** Forgets runs that are over. */
  void forgetOver();

  /**
   * A run that goes on.
   *
   * @param mark its counts and state
   * @param lastMark what they were when they were last looked at
   * @param movedAt since when they are so
   * @param stalled whether it is marked as one that does not move
   */
  record Watched(
      String run,
      String mark,
      @Nullable String lastMark,
      @Nullable Instant movedAt,
      boolean stalled) {}
}
