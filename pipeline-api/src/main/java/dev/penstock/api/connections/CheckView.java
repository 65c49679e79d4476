package dev.penstock.api.connections;

import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.error.Problem;
import java.util.List;

/**
 * How a connection was found.
 *
 * @param ok whether all that was tried can be done
 * @param problems why it could not be tried to the end
 */
public record CheckView(
    String name,
    String type,
    boolean ok,
    long durationMillis,
    List<Finding> findings,
    List<Problem> problems) {
  public CheckView {
    findings = List.copyOf(findings);
    problems = List.copyOf(problems);
  }
}
