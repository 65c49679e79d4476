package dev.penstock.api.quality;

import java.util.List;
import java.util.Map;

/**
 * The rows that broke a check of a run.
 *
 * @param items the first of them, column to value as text; long values are cut
 */
public record FailingRows(CheckOutcome check, List<Map<String, String>> items) {
  public FailingRows {
    items = List.copyOf(items);
  }
}
