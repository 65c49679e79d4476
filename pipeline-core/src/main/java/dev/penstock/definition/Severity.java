package dev.penstock.definition;

/** What becomes of a record that breaks a rule. */
public enum Severity {
  /** It becomes a reject. */
  REJECT,
  /** It goes on; the run counts and shows that the rule was broken. */
  WARN
}
