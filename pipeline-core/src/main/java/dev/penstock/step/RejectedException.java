package dev.penstock.step;

/** Says from anywhere inside a step that the record at hand is a reject. */
public final class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String rule;

  /** The message says what is wrong with the record and what was expected. */
  public RejectedException(String message) {
    this("", message);
  }

  /**
   * The same with a rule.
   *
   * @param rule what is broken, in a few words that are the same for all such records
   */
  public RejectedException(String rule, String message) {
    super(message);
    this.rule = rule;
  }

  /** What is broken; may be empty. */
  public String rule() {
    return rule;
  }
}
