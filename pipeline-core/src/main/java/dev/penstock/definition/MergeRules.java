package dev.penstock.definition;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must agree between an output whose rows are merged by key and the rest of its stream. */
final class MergeRules {
  private static final Set<String> OF_HISTORY =
      Set.of(Merging.VALID_FROM, Merging.VALID_TO, Merging.CURRENT);

  private MergeRules() {}

  /** Adds the problems of an output. */
  static void check(Finish finish, OutputDefinition output, Spot spot) {
    if (output.mode() == LoadMode.CONTINUOUS && finish.changes()) {
      spot.problem(
          "continuous-finish",
          "makes each batch visible at once, but its last step, `deduplicate` or `aggregate`, ends"
              + " only when all batches are there.",
          "Use `mode: upsert`, or leave the step out.");
    }
    if (output.mode().keyed() && finish instanceof Finish.Combine combine) {
      groups(combine, output, spot);
    }
    if (output.mode() == LoadMode.HISTORY) {
      history(output, spot);
    }
  }

  /** Two groups with one key would have no order between them. */
  private static void groups(Finish.Combine combine, OutputDefinition output, Spot spot) {
    Set<String> key =
        Stream.concat(output.key().stream(), output.merging().validFrom().stream())
            .map(column -> column.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<String> outside =
        combine.by().stream().filter(by -> !key.contains(by.toLowerCase(Locale.ROOT))).toList();
    if (!outside.isEmpty()) {
      spot.problem(
          "aggregate-key",
          "merges groups by a key that does not tell them apart; the `aggregate` groups by "
              + String.join(", ", outside)
              + " too.",
          "Add these columns to the `key`, or leave them out of `by`.");
    }
  }

  private static void history(OutputDefinition output, Spot spot) {
    List<String> own =
        Stream.of(
                output.key(),
                output.merging().order().stream().toList(),
                output.merging().validFrom().stream().toList())
            .flatMap(List::stream)
            .filter(OF_HISTORY::contains)
            .distinct()
            .toList();
    if (!own.isEmpty()) {
      spot.problem(
          "history-columns",
          "names columns that the history keeps itself: " + String.join(", ", own) + ".",
          "Rename the output's columns in the stream's steps.");
    }
    if (output.merging().validFrom().filter(output.key()::contains).isPresent()) {
      spot.problem(
          "history-key",
          "has its `valid_from` in its `key`, so that no row ever follows another.",
          "Leave it out of the key; it becomes a part of the table's primary key by itself.");
    }
  }
}
