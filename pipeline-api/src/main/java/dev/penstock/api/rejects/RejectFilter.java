package dev.penstock.api.rejects;

import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which kept rejects of a run are meant: those that fit everything given here.
 *
 * @param statuses any of these; empty for all
 * @param output the output that lacks the record; rejects that every output lacks have none
 * @param text a part of the message, the original or the place, in any case
 * @param ids these alone; empty for all
 * @param after only those with a higher id
 * @param limit the most that are meant, the lowest ids first
 */
public record RejectFilter(
    Optional<String> stream,
    Optional<Stage> stage,
    Optional<String> step,
    Optional<String> rule,
    Optional<ErrorClass> errorClass,
    Set<RejectStatus> statuses,
    Optional<String> output,
    Optional<String> text,
    List<Long> ids,
    long after,
    int limit) {
  /** The most rejects on one page. */
  public static final int MAX_LIMIT = 1_000;

  /** The most ids in one request. */
  public static final int MAX_IDS = 10_000;

  /** Every kept reject. */
  public static final RejectFilter ALL =
      new RejectFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          0,
          Integer.MAX_VALUE);

  public RejectFilter {
    statuses = Set.copyOf(statuses);
    ids = List.copyOf(ids);
  }

  /** The same, of at most {@code limit} rejects behind the id {@code after}. */
  public RejectFilter page(long after, int limit) {
    return new RejectFilter(
        stream, stage, step, rule, errorClass, statuses, output, text, ids, after, limit);
  }

  /** The same, of these ids alone. */
  public RejectFilter of(List<Long> ids) {
    return new RejectFilter(
        stream, stage, step, rule, errorClass, statuses, output, text, ids, after, limit);
  }

  /** The same, with any of these statuses. */
  public RejectFilter in(Set<RejectStatus> statuses) {
    return new RejectFilter(
        stream, stage, step, rule, errorClass, statuses, output, text, ids, after, limit);
  }
}
