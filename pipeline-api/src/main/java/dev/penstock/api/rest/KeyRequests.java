package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.access.KeyOrder;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Scope;
import dev.penstock.api.error.Refusal;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what a new key is to be; all that is wrong is told at once. */
final class KeyRequests {
  private static final List<String> FIELDS = List.of("name", "role", "pipelines", "expiresInDays");

  private KeyRequests() {}

  static KeyOrder read(ObjectNode body) {
    List<Problem> wrong = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                wrong.add(
                    new Problem(
                        "unknown-field",
                        "body." + Parameters.shown(field),
                        "A key has no such field.",
                        NearMiss.advice(field, FIELDS, "The fields")));
              }
            });
    Optional<Role> role = Role.of(body.path("role").asText());
    if (role.isEmpty()) {
      wrong.add(
          new Problem(
              "bad-field",
              "body.role",
              "A key needs one of the roles.",
              NearMiss.advice(
                  body.path("role").asText(),
                  Arrays.stream(Role.values()).map(Role::word).toList(),
                  "The roles")));
    }
    List<String> pipelines = new ArrayList<>();
    JsonNode given = body.path("pipelines");
    if (given.isArray()) {
      given.forEach(one -> pipelines.add(one.isTextual() ? one.asText() : ""));
    }
    if (!given.isMissingNode() && (!given.isArray() || given.isEmpty())) {
      wrong.add(
          new Problem(
              "bad-field",
              "body.pipelines",
              "The pipelines are a list of names, in which * stands for any characters.",
              "Leave it out for all pipelines."));
    }
    JsonNode days = body.path("expiresInDays");
    if (!days.isMissingNode() && !days.canConvertToInt()) {
      wrong.add(Problem.of("bad-field", "body.expiresInDays", "It is a whole number of days."));
    }
    if (!wrong.isEmpty()) {
      throw new Refusal(BAD_REQUEST, wrong);
    }
    return new KeyOrder(
        body.path("name").asText().strip(),
        role.orElseThrow(),
        new Scope(pipelines),
        days.isMissingNode() ? Optional.empty() : Optional.of(Duration.ofDays(days.intValue())));
  }
}
