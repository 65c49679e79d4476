package dev.penstock.api.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a run.
 *
 * @param quality null before the audit
 * @param items empty before the audit
 */
public record ChecksView(@Nullable Quality quality, List<CheckOutcome> items) {
  public ChecksView {
    items = List.copyOf(items);
  }
}
