package dev.penstock.api.logs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run's log, in the order in which the lines came.
 *
 * @param next where to read on; {@code null} at the end
 * @param dropped lines of the whole run that were too many to be kept
 */
public record LogPage(List<LogView> items, @Nullable String next, long dropped) {
  public LogPage {
    items = List.copyOf(items);
  }
}
