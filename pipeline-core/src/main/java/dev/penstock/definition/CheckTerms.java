package dev.penstock.definition;

/**
 * What all kinds of checks have in common.
 *
 * @param name what the check demands, in the author's words; may be empty
 * @param description may be empty
 * @param failAbove more failing rows than this fail the run, where the severity is an error
 * @param warnAbove more failing rows than this are a warning
 */
public record CheckTerms(
    String name,
    String description,
    CheckSeverity severity,
    RejectBudget failAbove,
    RejectBudget warnAbove) {
  private static final RejectBudget NONE = new RejectBudget.Count(0);

  /** One failing row fails the run. */
  public static final CheckTerms STRICT = of(CheckSeverity.ERROR);

  /** Without a name; one failing row is enough. */
  public static CheckTerms of(CheckSeverity severity) {
    return new CheckTerms("", "", severity, NONE, NONE);
  }

  /** Whether so many failing rows among so many fail the run. */
  public boolean fails(long failing, long total) {
    return severity == CheckSeverity.ERROR && failAbove.passedBy(failing, total);
  }

  /** Whether so many failing rows among so many are a warning, if they do not fail the run. */
  public boolean warns(long failing, long total) {
    return warnAbove.passedBy(failing, total);
  }
}
