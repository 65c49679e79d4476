package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** Reads requests for the same run again. */
final class RerunRequests {
  private static final List<String> FIELDS = List.of("version");
  private static final List<String> VERSIONS = List.of("current", "same");

  private RerunRequests() {}

  /** Whether the run's own version is meant. */
  static boolean sameVersion(ObjectNode body) {
    List<Problem> problems = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                problems.add(
                    new Problem(
                        "unknown-field",
                        Parameters.shown(name),
                        "There is no such field here.",
                        NearMiss.advice(name, FIELDS, "The fields")));
              }
            });
    JsonNode version = body.path("version");
    String word = version.isMissingNode() ? "current" : version.asText();
    if (!VERSIONS.contains(word)) {
      problems.add(
          new Problem(
              "bad-parameter",
              "version",
              "It is neither `current` nor `same`.",
              "`same` means the version of the run that is done again."));
    }
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
    return word.equals("same");
  }
}
