package dev.penstock.connector.audit;

import dev.penstock.connector.AuditResult.CheckResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said of keys that do not hold, the same at every destination. Stateless. */
public final class KeyResults {
  /** The most failing rows that a result brings along. */
  public static final int SAMPLE = 5;

  private static final int NAMED = 3;

  private KeyResults() {}

  /**
   * Rows whose key is missing or was there before.
   *
   * @param nulls rows without a value in a column of the key
   * @param extra rows that repeat the key of another
   */
  public static CheckResult notUnique(
      String output, List<String> key, long nulls, long extra, List<Map<String, String>> sample) {
    return new CheckResult(
        output + ": key is unique (" + String.join(", ", key) + ")",
        output,
        false,
        message(nulls, extra),
        nulls + extra,
        sample);
  }

  /**
   * Rows whose key the table has already.
   *
   * @param sample keys of some of them
   */
  public static CheckResult notNew(
      String output, List<String> key, long failing, List<Map<String, String>> sample) {
    return new CheckResult(
        output + ": key is new to the table (" + String.join(", ", key) + ")",
        output,
        false,
        Texts.count(failing, "row")
            + (failing == 1 ? " has a key" : " have keys")
            + " that the table already has: "
            + sample.stream().limit(NAMED).map(KeyResults::text).collect(Collectors.joining("; "))
            + (failing > NAMED ? "; …" : ""),
        failing,
        sample);
  }

  private static String message(long nulls, long extra) {
    String duplicates = Texts.count(extra, "row") + " repeat the key of another row";
    String missing = Texts.count(nulls, "row") + " have no value in a key column";
    if (nulls == 0) {
      return duplicates;
    }
    return extra == 0 ? missing : duplicates + "; " + missing;
  }

  private static String text(Map<String, String> key) {
    return key.entrySet().stream()
        .map(e -> e.getKey() + " = " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
