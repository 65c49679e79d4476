package dev.penstock.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the indexes of an output or model: for each a column, or a list of columns. */
final class IndexReader {
  private final Reading reading;

  IndexReader(Reading reading) {
    this.reading = reading;
  }

  List<List<String>> read(Spot spot) {
    List<List<String>> indexes = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (Spot item : spot.items("a list of columns", 0, DefinitionLimits.INDEXES)) {
      List<String> index =
          item.node().isArray()
              ? reading.columns(item, 1)
              : List.of(item.text("a text that names a column, or a list of columns"));
      if (index.size() > DefinitionLimits.INDEX_COLUMNS) {
        item.problem(
            "too-many",
            "An index has at most " + DefinitionLimits.INDEX_COLUMNS + " columns.",
            "Leave some out.");
      }
      if (!seen.add(index)) {
        item.problem("duplicate-index", "The index is listed twice.", "Leave one out.");
      }
      indexes.add(index.stream().filter(column -> !column.isEmpty()).toList());
    }
    return indexes.stream().filter(index -> !index.isEmpty()).toList();
  }
}
