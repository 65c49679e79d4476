package dev.penstock.api.audit;

import java.time.Instant;

/** Where actions are noted. Works in the caller's transaction: no action without its note. */
public interface ActionLog {
  /**
   * Notes what {@link Caller#current} does.
   *
   * @param action a verb with what it is done to, for example {@code run.cancel}
   * @param subject what it is done to, as its address behind {@code /api/v1/}: {@code runs/17…}
   * @param detail what else matters, for example a parameter's old and new value; may be empty
   */
  void note(String action, String subject, String detail);

  /** Reads actions back, the newest first. */
  ActionPage list(ActionFilter filter);

  /** Forgets some actions that are older; answers how many. */
  int forget(Instant before, int most);
}
