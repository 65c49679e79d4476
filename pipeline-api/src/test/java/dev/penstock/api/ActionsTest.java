package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.Answers.Operation;
import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Everything that a person can change over REST is noted, once, and only where it changes. */
@QuarkusTest
class ActionsTest extends ApiTestBase {
  private static final String ROOT = "/api/v1";

  /** Requests that change nothing. */
  private static final Set<String> ASKING =
      Set.of(
          "POST /api/v1/pipelines/preview",
          "POST /api/v1/pipelines/{name}/diff",
          "POST /api/v1/connections/{name}/check",
          // Sessions change nothing but who asks, and begin only where credentials are needed.
          "POST /api/v1/session",
          "DELETE /api/v1/session",
          // A message to a receiver: it is noted, and tested where receivers are.
          "POST /api/v1/notifiers/{name}/test");

  /** What a request does that changes something, and one that is refused. */
  private record Case(String action, Runnable change, Runnable refused) {}

  private Map<String, Case> cases() {
    String missing = ROOT + "/runs/" + UUID.randomUUID();
    String path = ROOT + "/pipelines/" + pipeline;
    String unknown = ROOT + "/pipelines/" + pipeline + "-not";
    Map<String, Case> all = new TreeMap<>();
    all.put(
        "PUT /api/v1/pipelines/{name}",
        new Case(
            "pipeline.put",
            () -> put(pipeline, definition() + "# " + UUID.randomUUID() + "\n"),
            () -> put(pipeline, "name: [").statusCode(422)));
    all.put(
        "DELETE /api/v1/pipelines/{name}",
        new Case(
            "pipeline.delete",
            () -> as(given().delete(path), 204),
            () -> as(given().delete(unknown), 404)));
    all.put(
        "POST /api/v1/pipelines/{name}/runs",
        new Case(
            "run.submit",
            () -> as(given().post(path + "/runs"), 202),
            () -> as(given().post(unknown + "/runs"), 404)));
    all.put(
        "POST /api/v1/runs/{id}/cancel",
        new Case(
            "run.cancel",
            () -> as(given().post(ROOT + "/runs/" + waiting() + "/cancel"), 202),
            () -> as(given().post(missing + "/cancel"), 404)));
    all.put(
        "POST /api/v1/runs/{id}/rejects/dismiss",
        new Case(
            "rejects.dismiss",
            () -> decide("dismiss"),
            () -> as(given().body("{}").post(missing + "/rejects/dismiss"), 400)));
    all.put(
        "POST /api/v1/runs/{id}/rejects/reopen",
        new Case(
            "rejects.reopen",
            () -> decide("reopen"),
            () -> as(given().body("{\"filter\": {}}").post(missing + "/rejects/reopen"), 404)));
    all.put(
        "POST /api/v1/runs/{id}/replay",
        new Case(
            "run.replay",
            () ->
                as(
                    given()
                        .body("{\"filter\": {\"stage\": \"transform\"}}")
                        .post(ROOT + "/runs/" + published + "/replay"),
                    202),
            () -> as(given().body("{}").post(missing + "/replay"), 404)));
    all.put(
        "POST /api/v1/keys",
        new Case(
            "key.create",
            () ->
                key =
                    as(
                            given()
                                .body("{\"name\": \"a\", \"role\": \"viewer\"}")
                                .post(ROOT + "/keys"),
                            201)
                        .path("id"),
            () -> as(given().body("{}").post(ROOT + "/keys"), 400)));
    all.put(
        "DELETE /api/v1/keys/{id}",
        new Case(
            "key.revoke",
            () -> as(given().delete(ROOT + "/keys/" + key), 204),
            () -> as(given().delete(ROOT + "/keys/none"), 404)));
    steering(all, missing);
    backfills(all, path, unknown);
    for (String what : List.of("pause", "resume")) {
      all.put(
          "POST /api/v1/pipelines/{name}/schedule/" + what,
          new Case(
              "schedule." + what,
              () -> as(given().post(path + "/schedule/" + what), 200),
              () -> as(given().post(unknown + "/schedule/" + what), 404)));
    }
    return all;
  }

  private void steering(Map<String, Case> all, String missing) {
    for (String what : List.of("pause", "resume", "retry")) {
      all.put(
          "POST /api/v1/runs/{id}/" + what,
          new Case(
              "run." + what,
              () -> as(given().post(ROOT + "/runs/" + steered + "/" + what), 202),
              () -> as(given().post(missing + "/" + what), 404)));
    }
    all.put(
        "POST /api/v1/runs/{id}/priority",
        new Case(
            "run.priority",
            () ->
                as(
                    given().body("{\"priority\": 5}").post(ROOT + "/runs/" + steered + "/priority"),
                    202),
            () -> as(given().body("{\"priority\": 500}").post(missing + "/priority"), 400)));
    all.put(
        "POST /api/v1/runs/{id}/rerun",
        new Case(
            "run.rerun",
            () -> as(given().body("{}").post(ROOT + "/runs/" + published + "/rerun"), 202),
            () -> as(given().body("{}").post(missing + "/rerun"), 404)));
  }

  private void backfills(Map<String, Case> all, String path, String unknown) {
    String body = "{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\"}";
    all.put(
        "POST /api/v1/pipelines/{name}/backfills",
        new Case(
            "backfill.create",
            () -> backfill = as(given().body(body).post(path + "/backfills"), 202).path("id"),
            () -> as(given().body(body).post(unknown + "/backfills"), 404)));
    for (String what : List.of("pause", "resume", "cancel")) {
      all.put(
          "POST /api/v1/backfills/{id}/" + what,
          new Case(
              "backfill." + what,
              () -> as(given().post(ROOT + "/backfills/" + backfill + "/" + what), 200),
              () -> as(given().post(ROOT + "/backfills/" + UUID.randomUUID() + "/" + what), 404)));
    }
  }

  private String published = "";
  private String steered = "";
  private String backfill = "";
  private String key = "";

  @Test
  void everyRequestThatChangesSomethingIsNotedOnceAndNoOther() {
    RestAssured.requestSpecification =
        new RequestSpecBuilder().addHeader("X-Penstock-User", pipeline).build();
    try {
      checkAll();
    } finally {
      RestAssured.requestSpecification = null;
    }
  }

  private void checkAll() {
    Map<String, Case> cases = cases();
    Set<String> changing = new TreeSet<>(changing());
    changing.removeAll(ASKING);
    assertThat(cases.keySet())
        .as("requests that change something; add a case, or one to ASKING")
        .containsAll(changing);

    published = publishedRun();
    List<String> checked = new ArrayList<>();
    for (String order :
        List.of(
            "POST /api/v1/keys",
            "DELETE /api/v1/keys/{id}",
            "PUT /api/v1/pipelines/{name}",
            "POST /api/v1/runs/{id}/rejects/dismiss",
            "POST /api/v1/runs/{id}/rejects/reopen",
            "POST /api/v1/runs/{id}/replay",
            "POST /api/v1/runs/{id}/cancel",
            "POST /api/v1/pipelines/{name}/runs",
            "POST /api/v1/pipelines/{name}/schedule/pause",
            "POST /api/v1/pipelines/{name}/schedule/resume",
            "POST /api/v1/pipelines/{name}/backfills",
            "POST /api/v1/backfills/{id}/pause",
            "POST /api/v1/backfills/{id}/resume",
            "POST /api/v1/backfills/{id}/cancel")) {
      check(order, cases.get(order));
      checked.add(order);
    }
    cancelAll();
    steered = submit(pipeline);
    services.awaitTask(steered, Task.PlanStream.class);
    for (String what : List.of("pause", "resume", "priority")) {
      checked.add("POST /api/v1/runs/{id}/" + what);
      check(checked.getLast(), cases.get(checked.getLast()));
    }
    awaitState(steered, "RUNNING");
    services.report(
        new Report.Failed(
            steered, 1, Stage.EXTRACT, List.of(Problem.of("x", "streams.s", "It broke."))));
    awaitState(steered, "FAILED");
    for (String what : List.of("retry", "rerun")) {
      checked.add("POST /api/v1/runs/{id}/" + what);
      check(checked.getLast(), cases.get(checked.getLast()));
    }
    cancelAll();
    checked.add("DELETE /api/v1/pipelines/{name}");
    check(checked.getLast(), cases.get(checked.getLast()));
    assertThat(checked).containsAll(changing);
  }

  private void cancelAll() {
    given()
        .get(ROOT + "/runs?pipeline=" + pipeline)
        .jsonPath()
        .getList("items.id", String.class)
        .forEach(run -> given().post(ROOT + "/runs/" + run + "/cancel"));
  }

  private void check(String name, Case one) {
    long before = notes();
    one.refused().run();
    assertThat(notes()).as("%s refused", name).isEqualTo(before);
    long ofThis = notes(one.action());
    one.change().run();
    assertThat(notes(one.action())).as("%s", name).isEqualTo(ofThis + 1);
  }

  @Test
  void aNoteSaysWhoFromWhereAndWhat() {
    put(pipeline, Script.yaml(pipeline));
    String run =
        given()
            .header("X-Penstock-User", "ada lovelace" + "x".repeat(200))
            .header("User-Agent", "a-script/1")
            .post(ROOT + "/pipelines/" + pipeline + "/runs")
            .path("id");
    given().post(ROOT + "/runs/" + run + "/cancel").then().statusCode(202);
    given().post(ROOT + "/runs/" + run + "/cancel").then().statusCode(200);

    List<Map<String, String>> items =
        given().get(ROOT + "/runs/" + run + "/actions").jsonPath().getList("items");
    assertThat(items)
        .extracting(item -> item.get("action"))
        .containsExactly("run.cancel", "run.submit");
    assertThat(items.get(0).get("who")).isEqualTo("anonymous");
    assertThat(items.get(1).get("who")).startsWith("ada lovelacex").hasSize(100);
    assertThat(items.get(1).get("origin")).startsWith("127.0.0.1").endsWith("a-script/1");
    assertThat(items.get(1).get("subject")).isEqualTo("runs/" + run);
    assertThat(items.get(1).get("detail")).contains(pipeline);

    String next =
        given().get(ROOT + "/actions?subject=runs/" + run + "&limit=1").jsonPath().get("next");
    assertThat(
            given()
                .get(ROOT + "/actions?subject=runs/" + run + "&after=" + next)
                .jsonPath()
                .getList("items.action"))
        .containsExactly("run.submit");
    given().get(ROOT + "/actions?whom=x").then().statusCode(400);
  }

  private static List<String> changing() {
    List<String> found =
        Answers.current().operations().stream()
            .filter(operation -> !operation.method().equals("GET"))
            .map(Operation::toString)
            .sorted()
            .toList();
    assertThat(found).contains("POST /api/v1/runs/{id}/cancel");
    return found;
  }

  private String publishedRun() {
    put(pipeline, definition());
    String id = submit(pipeline);
    services.awaitTask(id, Task.PlanStream.class);
    ReplayScript script =
        new ReplayScript(id, "a", 2)
            .reject(Stage.EXTRACT, "source", "s.csv:2", "{\"id\":1,\"amount\":\"1,5\"}")
            .reject(
                Stage.TRANSFORM, "steps[0].validate", "s.csv:3", "{\"id\":2,\"amount\":\"2,5\"}");
    script.play(services, true);
    awaitRun(
        id,
        now ->
            now.getString("state").equals("AUDITING")
                && now.getInt("rejects.kept") == now.getInt("rejects.total"));
    script.publish(services);
    awaitState(id, "SUCCEEDED");
    return id;
  }

  private String definition() {
    return ReplayScript.yaml(pipeline, "append", "[]")
        + """
        schedule: { every: 24h }
        parameters:
          from: { type: date, default: 2026-01-01 }
          to: { type: date, default: 2026-01-02 }
        backfill: { from: from, to: to }
        """;
  }

  private static String submit(String name) {
    return as(given().post(ROOT + "/pipelines/" + name + "/runs"), 202).path("id");
  }

  /** A run that is not over. */
  private String waiting() {
    return given()
        .get(ROOT + "/runs?state=queued,running&pipeline=" + pipeline)
        .jsonPath()
        .get("items[0].id");
  }

  private void decide(String what) {
    String body = "{\"filter\": {\"stage\": \"extract\"}, \"reason\": \"known\"}";
    String path = ROOT + "/runs/" + published + "/rejects/" + what;
    assertThat(as(given().body(body).post(path), 200).jsonPath().getLong("changed")).isPositive();
    // Sent again it changes nothing.
    assertThat(as(given().body(body).post(path), 200).jsonPath().getLong("changed")).isZero();
  }

  private static Response as(Response answer, int status) {
    answer.then().statusCode(status);
    return answer;
  }

  private long notes() {
    return given()
        .get(ROOT + "/actions?limit=500&who=" + pipeline)
        .jsonPath()
        .getList("items")
        .size();
  }

  private long notes(String action) {
    return given()
        .get(ROOT + "/actions?limit=500&who=" + pipeline + "&action=" + action)
        .jsonPath()
        .getList("items")
        .size();
  }
}
