package dev.penstock.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an author may have meant by a word that nobody knows: the known word at the smallest edit
 * distance (insert, delete, replace, swap neighbours; upper and lower case are the same).
 */
public final class NearMiss {
  private static final int LONGEST = 100;
  private static final int LISTED = 30;

  private NearMiss() {}

  /** The nearest known word, if one is near enough to be a slip of the pen. */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int allowed = Math.max(1, Math.min(3, Math.max(word.length(), candidate.length()) / 3));
      if (Math.abs(candidate.length() - word.length()) > allowed) {
        continue;
      }
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance <= allowed && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Advice for an unknown word: the near miss as a question, else the words that are known.
   *
   * @param what the known words in the plural, for example {@code "The fields here"}
   */
  public static String advice(String word, Collection<String> known, String what) {
    Optional<String> near = of(word, known);
    if (near.isPresent()) {
      return "Did you mean `" + near.get() + "`?";
    }
    if (known.isEmpty()) {
      return what + ": none.";
    }
    String more = known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "";
    return known.stream().limit(LISTED).collect(Collectors.joining(", ", what + ": ", more + "."));
  }

  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
