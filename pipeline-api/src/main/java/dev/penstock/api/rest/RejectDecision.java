package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.rejects.RejectChange;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A decision about rejects as it is sent: {@code {"filter": {...} | "ids": [...], "reason":
 * "..."}}.
 */
record RejectDecision(RejectFilter filter, Optional<String> reason) {
  private static final List<String> FIELDS = List.of("filter", "ids", "reason");

  static RejectDecision read(ObjectNode body) {
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw refused(
                    "unknown-field",
                    Parameters.shown(name),
                    "There is no such field here.",
                    NearMiss.advice(name, FIELDS, "The fields"));
              }
            });
    return new RejectDecision(RejectFilters.body(body), reason(body.get("reason")));
  }

  /** The reason, which is needed. */
  String needed() {
    return reason.orElseThrow(
        () ->
            refused(
                "missing-reason",
                "reason",
                "It is missing.",
                "Say in a few words why nothing is to be done about these rejects."));
  }

  private static Optional<String> reason(JsonNode node) {
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    String text = node.isTextual() ? node.textValue().strip() : "";
    if (text.isEmpty() || text.length() > RejectChange.MAX_REASON) {
      throw refused(
          "bad-reason",
          "reason",
          "It is not a text of 1 to " + RejectChange.MAX_REASON + " characters.",
          "");
    }
    return Optional.of(text);
  }

  private static Refusal refused(String code, String where, String message, String advice) {
    return new Refusal(BAD_REQUEST, new Problem(code, where, message, advice));
  }
}
