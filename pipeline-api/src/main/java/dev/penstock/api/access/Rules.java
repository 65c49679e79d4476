package dev.penstock.api.access;

import dev.penstock.api.access.Rule.Need;
import dev.penstock.api.access.Rule.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of who may do what. A request without a rule here is refused to everybody but
 * admins without a scope; a test fails for each operation of the OpenAPI document that has none.
 */
public final class Rules {
  private static final String ROOT = "/api/v1";

  private static final List<Rule> ALL =
      Stream.of(
              of(Need.NOTHING, Reach.NONE, "GET ", "GET /schemas/pipeline"),
              of(
                  Need.NOTHING,
                  Reach.NONE,
                  "GET /session",
                  "POST /session",
                  "DELETE /session",
                  "GET /session/oidc"),
              of(Need.CREDENTIALS, Reach.NONE, "GET /me"),
              of(
                  Need.VIEWER,
                  Reach.NONE,
                  "GET /connections",
                  "GET /notifiers",
                  "GET /limits",
                  "GET /services"),
              of(
                  Need.VIEWER,
                  Reach.LIST,
                  "GET /pipelines",
                  "GET /runs",
                  "GET /schedules",
                  "GET /schedules/pipelines",
                  "GET /stats/pipelines",
                  "GET /events"),
              of(Need.VIEWER, Reach.QUERY, "GET /backfills", "GET /stats"),
              of(
                  Need.VIEWER,
                  Reach.ALL,
                  "GET /pipelines/export",
                  "GET /actions",
                  "GET /catalogue",
                  "GET /catalogue/lineage",
                  "GET /catalogue/{connection}/{table}"),
              of(
                  Need.VIEWER,
                  Reach.PIPELINE,
                  "GET /pipelines/{name}",
                  "GET /pipelines/{name}/versions",
                  "GET /pipelines/{name}/diff",
                  "POST /pipelines/{name}/diff",
                  "GET /pipelines/{name}/state",
                  "GET /pipelines/{name}/quality",
                  "GET /pipelines/{name}/schedule",
                  "GET /pipelines/{name}/graph",
                  "GET /pipelines/{name}/form",
                  "GET /pipelines/{name}/trends"),
              of(
                  Need.VIEWER,
                  Reach.RUN,
                  "GET /runs/{id}",
                  "GET /runs/{id}/logs",
                  "GET /runs/{id}/actions",
                  "GET /runs/{id}/rejects/summary",
                  "GET /runs/{id}/checks",
                  "GET /runs/{id}/hooks",
                  "GET /runs/{id}/events"),
              of(Need.VIEWER, Reach.BACKFILL, "GET /backfills/{id}"),
              of(
                  Need.RECORDS,
                  Reach.RUN,
                  "GET /runs/{id}/rejects",
                  "GET /runs/{id}/checks/{number}/rows"),
              of(Need.RECORDS, Reach.ALL, "GET /lineage/rows/{table}"),
              of(
                  Need.OPERATOR,
                  Reach.PIPELINE,
                  "POST /pipelines/{name}/runs",
                  "POST /pipelines/{name}/schedule/pause",
                  "POST /pipelines/{name}/schedule/resume",
                  "POST /pipelines/{name}/backfills"),
              of(
                  Need.OPERATOR,
                  Reach.RUN,
                  "POST /runs/{id}/cancel",
                  "POST /runs/{id}/rerun",
                  "POST /runs/{id}/pause",
                  "POST /runs/{id}/resume",
                  "POST /runs/{id}/priority",
                  "POST /runs/{id}/retry",
                  "POST /runs/{id}/replay",
                  "POST /runs/{id}/rejects/dismiss",
                  "POST /runs/{id}/rejects/reopen"),
              of(
                  Need.OPERATOR,
                  Reach.BACKFILL,
                  "POST /backfills/{id}/cancel",
                  "POST /backfills/{id}/pause",
                  "POST /backfills/{id}/resume"),
              of(Need.ADMIN, Reach.PIPELINE, "PUT /pipelines/{name}", "DELETE /pipelines/{name}"),
              of(
                  Need.ADMIN,
                  Reach.ALL,
                  "POST /pipelines/preview",
                  "POST /connections/{name}/check",
                  "POST /notifiers/{name}/test",
                  "GET /keys",
                  "POST /keys",
                  "DELETE /keys/{id}"))
          .flatMap(List::stream)
          .toList();

  private static final Map<String, Rule> BY_REQUEST =
      ALL.stream()
          .collect(
              Collectors.toMap(rule -> rule.method() + " " + rule.template(), Function.identity()));

  private static final Rule OTHER = new Rule("", "", Need.ADMIN, Reach.ALL);

  private Rules() {}

  /** The rule of a kind of request, as the OpenAPI document names it. */
  public static Optional<Rule> declared(String method, String template) {
    return Optional.ofNullable(BY_REQUEST.get(method + " " + template));
  }

  /** The same; the strictest there is for a request without a rule. */
  public static Rule of(String method, String template) {
    return declared(method.equals("HEAD") ? "GET" : method, template).orElse(OTHER);
  }

  private static List<Rule> of(Need need, Reach reach, String... requests) {
    return Stream.of(requests)
        .map(request -> request.split(" ", 2))
        .map(parts -> new Rule(parts[0], ROOT + parts[1], need, reach))
        .toList();
  }
}
