package dev.penstock.connector;

import java.util.List;

/** What was found when a connection was tried. */
public record ConnectionCheck(List<Finding> findings) {
  public ConnectionCheck {
    findings = List.copyOf(findings);
  }

  public boolean ok() {
    return findings.stream().allMatch(Finding::ok);
  }

  /**
   * One thing that was tried.
   *
   * @param what for example {@code read} or {@code create schemas}
   * @param message what was found, in one sentence
   */
  public record Finding(String what, boolean ok, String message) {}
}
