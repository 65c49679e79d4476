package dev.penstock.api.runs;

import dev.penstock.api.runs.Progress.OutputProgress;
import dev.penstock.api.runs.Progress.StreamProgress;
import dev.penstock.batch.Counts;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of every record, for each stream and output.
 *
 * @param balanced whether no split of any output has a difference
 */
public record Books(boolean balanced, List<Entry> entries) {
  public Books {
    entries = List.copyOf(entries);
  }

  static Books of(Progress progress, List<StagedOutput> audited) {
    Map<String, StreamProgress> streams =
        progress.streams().stream()
            .collect(Collectors.toMap(StreamProgress::stream, Function.identity()));
    List<Entry> entries =
        progress.outputs().stream()
            .map(
                output -> {
                  StreamProgress stream = streams.get(output.stream());
                  if (stream == null) {
                    throw new IllegalArgumentException("no stream " + output.stream());
                  }
                  return Entry.of(stream, output, audited(output, audited));
                })
            .toList();
    return new Books(entries.stream().allMatch(entry -> entry.difference == 0), entries);
  }

  private static Optional<StagedOutput> audited(OutputProgress output, List<StagedOutput> audited) {
    return audited.stream()
        .filter(one -> one.stream().equals(output.stream()))
        .filter(one -> one.output().equals(output.output()))
        .findFirst();
  }

  /** One problem for each entry that does not balance, with its numbers. */
  public List<Problem> problems() {
    return entries.stream().filter(entry -> entry.difference != 0).map(Entry::problem).toList();
  }

  /**
   * One line of the books. For {@code bronze}, which is not transformed, {@code passed} is what
   * reached the destination.
   *
   * @param read records read from the source
   * @param transformed records that entered the transformation
   * @param merged records that an aggregate took up into others
   * @param removed loaded rows that the audit took into others: duplicates, parts of groups; 0
   *     before it
   * @param published rows that are left to be published; null before the audit
   * @param difference records that are unaccounted for; while a run goes on, those under way
   */
  public record Entry(
      String stream,
      String output,
      long read,
      long extractRejected,
      long transformed,
      long expanded,
      long filtered,
      long merged,
      long transformRejected,
      long passed,
      long loadRejected,
      long loaded,
      long removed,
      @Nullable Long published,
      long difference) {
    private static Entry of(
        StreamProgress stream, OutputProgress output, Optional<StagedOutput> audited) {
      long removed = audited.map(rows -> rows.staged() - rows.left()).orElse(0L);
      Long published = audited.map(StagedOutput::left).orElse(null);
      long lost = published == null ? 0 : Math.abs(output.loaded() - removed - published);
      boolean bronze = output.output().equals(StreamDefinition.BRONZE);
      Counts counts = output.transformed();
      return new Entry(
          stream.stream(),
          output.output(),
          stream.read(),
          stream.rejected(),
          counts.read(),
          counts.expanded(),
          counts.filtered(),
          counts.merged(),
          counts.rejected(),
          bronze ? output.read() : counts.passed(),
          output.rejected(),
          output.loaded(),
          removed,
          published,
          output.difference() + lost);
    }

    private Problem problem() {
      return new Problem(
          "books-do-not-balance",
          "streams." + stream + ".outputs." + output,
          "%d records are unaccounted for: read %d, rejected while reading %d, transformed %d, added %d, filtered %d, merged %d, rejected by steps %d, passed %d, refused by the destination %d, loaded %d, removed as duplicates or parts %d, to be published %s."
              .formatted(
                  difference,
                  read,
                  extractRejected,
                  transformed,
                  expanded,
                  filtered,
                  merged,
                  transformRejected,
                  passed,
                  loadRejected,
                  loaded,
                  removed,
                  published == null ? "unknown" : published),
          "This is a fault of Penstock or of its storage, not of the pipeline. Nothing was published; start a new run and keep this one for the report.");
    }
  }
}
