package dev.penstock.api.rejects;

import java.util.List;

/**
 * The rejects of a run in numbers.
 *
 * @param total all of them
 * @param kept how many can be read back
 * @param byRule the most frequent rules first; rules beyond the first {@value #MAX_RULES} of a run
 *     are counted together as {@value #OTHER}, for each stream and stage
 */
public record RejectSummary(long total, long kept, List<RuleCount> byRule) {
  /** The most rules that are told apart in one run. */
  public static final int MAX_RULES = 200;

  /** The name under which all further rules are counted. */
  public static final String OTHER = "other";

  public RejectSummary {
    byRule = List.copyOf(byRule);
  }

  /** At least this many in all: counts of stages and rejects themselves travel on separate ways. */
  public RejectSummary atLeast(long counted) {
    return new RejectSummary(Math.max(total, counted), kept, byRule);
  }

  /** The most frequent rules of a stream. */
  public List<RuleCount> top(String stream, int limit) {
    return byRule.stream().filter(rule -> rule.stream.equals(stream)).limit(limit).toList();
  }

  /** A rule, how many records broke it, and the first of them. */
  public record RuleCount(
      String stream,
      String stage,
      String step,
      String rule,
      String errorClass,
      long count,
      String examplePlace,
      String exampleMessage) {}
}
