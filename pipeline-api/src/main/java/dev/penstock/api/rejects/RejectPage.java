package dev.penstock.api.rejects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a run's kept rejects, in the order in which they came.
 *
 * @param next cursor for the following page; {@code null} where there is none yet
 */
public record RejectPage(List<RejectView> items, @Nullable String next) {
  public RejectPage {
    items = List.copyOf(items);
  }
}
