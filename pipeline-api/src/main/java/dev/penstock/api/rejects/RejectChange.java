package dev.penstock.api.rejects;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody decides about rejects. */
public sealed interface RejectChange {
  /** The longest reason, in characters. */
  int MAX_REASON = 500;

  /** The statuses that it applies to; it leaves others alone. */
  Set<RejectStatus> from();

  @Nullable String reason();

  Instant at();

  /** Nothing is to be done about them. */
  record Dismiss(String reason, Instant at) implements RejectChange {
    @Override
    public Set<RejectStatus> from() {
      return Set.of(RejectStatus.OPEN, RejectStatus.FAILED_AGAIN);
    }
  }

  /** Something is to be done about them after all. */
  record Reopen(@Nullable String reason, Instant at) implements RejectChange {
    @Override
    public Set<RejectStatus> from() {
      return Set.of(RejectStatus.DISMISSED);
    }
  }
}
