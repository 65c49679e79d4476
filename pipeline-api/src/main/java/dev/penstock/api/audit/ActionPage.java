package dev.penstock.api.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Actions, the newest first.
 *
 * @param next where to read on; {@code null} at the end
 */
public record ActionPage(List<ActionView> items, @Nullable String next) {
  public ActionPage {
    items = List.copyOf(items);
  }
}
