package dev.penstock.definition;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of a model: {@code {ref:name}} is an output or another model as it will be after the run,
 * {@code {new:name}} only the rows that the run brings to it, {@code {this}} the model's own table
 * before the run. What stands between {@code {incremental}} and {@code {end}} is left out where the
 * model is built anew. Immutable.
 */
public final class ModelText {
  private static final Pattern REF = Pattern.compile("\\{ref:([^{}]*)}");
  private static final Pattern NEW = Pattern.compile("\\{new:([^{}]*)}");
  private static final Pattern PART =
      Pattern.compile("\\{incremental}(.*?)\\{end}", Pattern.DOTALL);
  private static final Pattern TAIL = Pattern.compile("[\\s;]+\\z");

  private final String sql;

  public ModelText(String sql) {
    this.sql = TAIL.matcher(sql).replaceAll("");
  }

  /** What it reads whole or in part, in the order of the text. */
  public Set<String> reads() {
    Set<String> names = new LinkedHashSet<>(names(REF));
    names.addAll(fresh());
    return names;
  }

  /** Of what it reads only the rows of the run. */
  public Set<String> fresh() {
    return names(NEW);
  }

  private Set<String> names(Pattern pattern) {
    Set<String> names = new LinkedHashSet<>();
    pattern.matcher(sql).results().forEach(found -> names.add(found.group(1).strip()));
    return names;
  }

  /** The query that builds it anew: the rows of a run are all rows. */
  public String whole(UnaryOperator<String> ref) {
    String bare = PART.matcher(sql).replaceAll(" ");
    return fill(NEW, fill(REF, bare, ref), ref);
  }

  /**
   * The query for the rows that a run changes.
   *
   * @param own what stands for {@code {this}}
   */
  public String part(UnaryOperator<String> ref, UnaryOperator<String> fresh, String own) {
    String open = PART.matcher(sql).replaceAll(part -> Matcher.quoteReplacement(part.group(1)));
    return fill(NEW, fill(REF, open, ref), fresh).replace("{this}", own);
  }

  private static String fill(Pattern pattern, String text, UnaryOperator<String> name) {
    return pattern
        .matcher(text)
        .replaceAll(
            (MatchResult found) -> Matcher.quoteReplacement(name.apply(found.group(1).strip())));
  }
}
