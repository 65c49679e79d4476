package dev.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The requests that the REST API documents, as far as the client makes them. */
final class Contract {
  private static final String RUN = "[0-9a-f-]{36}";
  private static final String NAME = "[a-z][a-z0-9_-]*";

  private record Route(String method, String path, Set<String> query, Set<String> fields) {}

  private static final List<Route> ROUTES =
      List.of(
          route("GET", "/pipelines", "after limit q", ""),
          route("GET", "/pipelines/" + NAME, "version", ""),
          route("PUT", "/pipelines/" + NAME, "", "*"),
          route("DELETE", "/pipelines/" + NAME, "", ""),
          route("GET", "/pipelines/" + NAME + "/diff", "from to", ""),
          route("POST", "/pipelines/" + NAME + "/diff", "", "*"),
          route("GET", "/pipelines/export", "", ""),
          route(
              "POST",
              "/pipelines/" + NAME + "/runs",
              "",
              "mode from until dry_run parameters set environment streams limit priority"),
          route(
              "GET",
              "/runs",
              "pipeline state mode from trigger environment dry_run since until q sort limit after",
              ""),
          route("GET", "/runs/" + RUN, "", ""),
          route("GET", "/runs/" + RUN + "/events", "", ""),
          route("POST", "/runs/" + RUN + "/(cancel|pause|resume|retry|rerun)", "", ""),
          route("POST", "/runs/" + RUN + "/priority", "", "priority"),
          route("GET", "/runs/" + RUN + "/logs", "level service q limit after", ""),
          route("GET", "/runs/" + RUN + "/actions", "limit after", ""),
          route("GET", "/actions", "subject who action limit after", ""),
          route("GET", "/runs/" + RUN + "/hooks", "", ""),
          route(
              "GET",
              "/runs/" + RUN + "/rejects",
              "stream stage step rule error_class status output q limit after format",
              ""),
          route("POST", "/runs/" + RUN + "/rejects/dismiss", "", "filter ids reason"),
          route("POST", "/runs/" + RUN + "/rejects/reopen", "", "filter ids reason"),
          route("POST", "/runs/" + RUN + "/replay", "", "filter ids id record"),
          route("GET", "/connections", "", ""),
          route("POST", "/connections/" + NAME + "/check", "", ""),
          route("GET", "/schedules", "limit after", ""),
          route("GET", "/pipelines/" + NAME + "/schedule", "", ""),
          route("POST", "/pipelines/" + NAME + "/schedule/(pause|resume)", "", ""),
          route(
              "POST",
              "/pipelines/" + NAME + "/backfills",
              "",
              "from to step parallel order parameters mode environment reprocess"),
          route("GET", "/backfills", "pipeline", ""),
          route("GET", "/backfills/[^/]+", "", ""),
          route("POST", "/backfills/[^/]+/(cancel|pause|resume)", "", ""),
          route("GET", "/keys", "", ""),
          route("POST", "/keys", "", "name role pipelines expiresInDays"),
          route("DELETE", "/keys/[^/]+", "", ""),
          route("GET", "/limits", "", ""));

  private Contract() {}

  private static Route route(String method, String path, String query, String fields) {
    return new Route(method, "/api/v1" + path, words(query), words(fields));
  }

  private static Set<String> words(String text) {
    return text.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(text.split(" ", -1)));
  }

  /** What is wrong with a request; empty where it is documented. */
  static List<String> mistakes(String method, String path, String query, String body) {
    List<Route> fitting =
        ROUTES.stream()
            .filter(route -> route.method().equals(method) && path.matches(route.path()))
            .toList();
    if (fitting.isEmpty()) {
      return List.of("no such resource: " + method + " " + path);
    }
    Route route = fitting.getFirst();
    List<String> mistakes = new ArrayList<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      if (!route.query().contains(pair.split("=", 2)[0])) {
        mistakes.add("no such parameter: " + method + " " + path + "?" + pair);
      }
    }
    if (!body.isEmpty() && !route.fields().contains("*")) {
      try {
        JsonNode read = new JsonMapper().readTree(body);
        read.fieldNames()
            .forEachRemaining(
                field -> {
                  if (!route.fields().contains(field)) {
                    mistakes.add("no such field: " + method + " " + path + " " + field);
                  }
                });
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        mistakes.add("no JSON: " + method + " " + path + " " + body);
      }
    }
    return mistakes;
  }
}
