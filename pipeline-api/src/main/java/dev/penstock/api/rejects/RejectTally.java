package dev.penstock.api.rejects;

import dev.penstock.batch.Stage;
import java.util.Comparator;
import java.util.List;

/** All rejects of a run, counted from the rejects themselves, each once, kept or not. */
public record RejectTally(List<Count> counts) {
  public RejectTally {
    counts = List.copyOf(counts);
  }

  public long total() {
    return counts.stream().mapToLong(Count::rejects).sum();
  }

  public long of(String stream) {
    return counts.stream()
        .filter(count -> count.stream.equals(stream))
        .mapToLong(Count::rejects)
        .sum();
  }

  /** Where most rejects of the stream came from; the earliest of several. */
  public Stage most(String stream) {
    return counts.stream()
        .filter(count -> count.stream.equals(stream))
        .max(
            Comparator.comparing(Count::rejects)
                .thenComparing(Count::stage, (a, b) -> b.compareTo(a)))
        .map(Count::stage)
        .orElse(Stage.EXTRACT);
  }

  /** The rejects of one stage of one stream. */
  public record Count(String stream, Stage stage, long rejects) {}
}
