package dev.penstock.definition;

/** What becomes of a run whose data break a check. */
public enum CheckSeverity {
  /** It fails, and nothing of it becomes visible. */
  ERROR,
  /** It is published, and shows that the check was broken. */
  WARN
}
