package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who is told of runs, and runs that wait for the answer. */
@QuarkusTest
@QuarkusTestResource(Receivers.class)
class HooksTest extends ApiTestBase {
  @Inject AgroalDataSource database;

  @Test
  void tellsAWebhookOfAFailedRunSignedOnce() throws Exception {
    hooks("{ on: failed, notify: ops }", "{ on: succeeded, notify: ops }");
    String id = start();
    services.awaitTask(id, Task.PlanStream.class);
    Problem problem = new Problem("torn", "streams.s", "s.csv is torn", "Mend it.");
    Report failed = new Report.Failed(id, 1, Stage.EXTRACT, List.of(problem));
    services.report(failed, failed);

    JsonPath told = awaitHook(id, "failed", "delivered");

    assertThat(told.getList("items")).hasSize(1);
    Receivers.Call call = Receivers.about(id).getFirst();
    assertThat(Receivers.about(id)).hasSize(1);
    assertThat(call.id()).isEqualTo(told.getString("items[0].id"));
    assertThat(call.signature()).isEqualTo("v1," + signature(call));
    JsonPath event = JsonPath.from(call.body());
    assertThat(event.getString("type")).isEqualTo("dev.penstock.run.failed");
    assertThat(event.getString("id")).isEqualTo(call.id());
    assertThat(event.getString("data.status")).isEqualTo("FAILED");
    assertThat(event.getString("data.summary"))
        .isEqualTo(pipeline + " failed: streams.s: s.csv is torn");
    assertThat(event.getString("data.problem.advice")).isEqualTo("Mend it.");
    assertThat(event.getString("data.link"))
        .isEqualTo("https://penstock.example.org/api/v1/runs/" + id);
  }

  @Test
  void writesMailsInPlainWords() throws Exception {
    hooks("{ on: failed, notify: team }", "{ on: failed, notify: chat }");
    String id = start();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(
        new Report.Failed(
            id,
            1,
            Stage.EXTRACT,
            List.of(new Problem("torn", "streams.s", "a\r\nBcc: <x@evil.example>", "Mend it."))));
    awaitHook(id, "failed", "delivered");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Arrays.stream(Receivers.MAILS.getReceivedMessages()).filter(m -> of(m, id)).count()
                    == 2);
    MimeMessage mail =
        Arrays.stream(Receivers.MAILS.getReceivedMessages())
            .filter(message -> of(message, id))
            .findFirst()
            .orElseThrow();
    assertThat(mail.getSubject())
        .isEqualTo("[etl] " + pipeline + " failed: streams.s: a Bcc: <x@evil.example>");
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getContentType()).startsWith("text/plain");
    assertThat(mail.getContent().toString())
        .contains("What to do: Mend it.")
        .contains("https://penstock.example.org/api/v1/runs/" + id);
    await().atMost(PATIENCE).until(() -> Receivers.about(id).size() == 1);
    assertThat(Receivers.about(id).getFirst().body()).startsWith("{\"text\":\"" + pipeline);
  }

  @Test
  void triesAgainUnderTheSameIdUntilTheReceiverHasIt() {
    hooks("{ on: cancelled, notify: ops }");
    Receivers.ANSWERS.put(pipeline, 503);
    String id = start();
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    await().atMost(PATIENCE).until(() -> Receivers.about(id).size() >= 2);
    Receivers.ANSWERS.remove(pipeline);

    JsonPath told = awaitHook(id, "cancelled", "delivered");

    assertThat(told.getInt("items[0].attempts")).isGreaterThan(2);
    assertThat(Receivers.about(id).stream().map(Receivers.Call::id).distinct()).hasSize(1);
  }

  @Test
  void givesUpAtOnceWhereTheReceiverSaysNoAndShowsNoSecret() throws Exception {
    hooks("{ on: cancelled, notify: ops }");
    Receivers.ANSWERS.put(pipeline, 400);
    String id = start();
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);

    JsonPath told = awaitHook(id, "cancelled", "gave-up");

    assertThat(told.getInt("items[0].attempts")).isEqualTo(1);
    assertThat(told.getString("items[0].lastError"))
        .isEqualTo("the receiver answered 400: no, *** and whsec_***");
    assertThat(told.getString("items[0].nextAttemptAt")).isNull();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select count(*) from hook_delivery d where d::text like '%"
                    + Receivers.TOKEN
                    + "%' or d::text like '%"
                    + Receivers.IN_ADDRESS
                    + "%'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void aRunDoesNotStartBeforeSomebodyAgrees() {
    Receivers.ANSWERS.put(pipeline, 503);
    hooks("{ on: before_run, notify: gate, blocking: true }");
    String id = start();
    await().atMost(PATIENCE).until(() -> Receivers.about(id).size() >= 2);
    assertThat(run(id).getString("state")).isEqualTo("QUEUED");
    assertThat(services.tasks(id)).isEmpty();

    Receivers.ANSWERS.remove(pipeline);

    services.awaitTask(id, Task.PlanStream.class);
    JsonPath told = awaitHook(id, "before_run", "delivered");
    assertThat(told.getList("items")).hasSize(1);
  }

  @Test
  void aRunFailsWhereSomebodyRefuses() {
    Receivers.ANSWERS.put(pipeline, 403);
    hooks("{ on: before_run, notify: gate, blocking: true }", "{ on: failed, notify: ops }");
    String id = start();

    JsonPath run = awaitState(id, "FAILED");

    assertThat(run.getString("problems[0].code")).isEqualTo("hook-failed");
    assertThat(run.getString("problems[0].where")).isEqualTo("hooks[0]");
    assertThat(run.getString("problems[0].message"))
        .contains("`gate`")
        .contains("before it starts")
        .contains("403")
        .doesNotContain(Receivers.SECRET);
    assertThat(services.tasks(id).stream().filter(Task.PlanStream.class::isInstance)).isEmpty();
    awaitHook(id, "failed", "gave-up");
  }

  @Test
  void aRunWaitsForConsentNoLongerThanItsTime() {
    Receivers.ANSWERS.put(pipeline, 500);
    hooks("{ on: before_run, notify: gate, blocking: true, timeout: 1s }");
    String id = start();

    JsonPath run = awaitState(id, "FAILED");

    assertThat(run.getString("problems[0].message")).contains("no consent in time");
    assertThat(hooksOf(id).getString("items[0].state")).isEqualTo("gave-up");
  }

  @Test
  void aRunWaitsBehindItsLoadAndBehindItsAudit() {
    Receivers.ANSWERS.put("\"stage\":\"load\",\"summary\":\"" + pipeline, 503);
    Receivers.ANSWERS.put("\"stage\":\"audit\",\"summary\":\"" + pipeline, 503);
    hooks(
        "{ on: after_stage, stage: load, notify: gate, blocking: true }",
        "{ on: after_stage, stage: audit, notify: gate, blocking: true }",
        "{ on: after_stage, notify: ops }",
        "{ on: many_rejects, more_than: 3, notify: ops }",
        "{ on: succeeded, notify: ops }");
    String id = start();
    Script script = new Script(id, 1);
    services.report(script.untilStaged());
    awaitRun(id, run -> run.getList("completedStages").contains("load"));
    await().atMost(PATIENCE).until(() -> tries(id, "after_stage.load") >= 2);
    assertThat(run(id).getString("state")).isEqualTo("RUNNING");

    Receivers.ANSWERS.remove("\"stage\":\"load\",\"summary\":\"" + pipeline);
    services.awaitTask(id, Task.Audit.class);
    services.report(script.audited(true), script.audited(true));
    await().atMost(PATIENCE).until(() -> tries(id, "after_stage.audit") >= 2);
    assertThat(run(id).getString("state")).isEqualTo("AUDITING");
    assertThat(services.tasks(id).stream().filter(Task.Publish.class::isInstance)).isEmpty();

    Receivers.ANSWERS.remove("\"stage\":\"audit\",\"summary\":\"" + pipeline);
    services.awaitTask(id, Task.Publish.class);
    assertThat(run(id).getList("checks")).hasSize(2);
    services.report(script.published());
    awaitState(id, "SUCCEEDED");
    awaitHook(id, "succeeded", "delivered");
    assertThat(hooksOf(id).getList("items.findAll { it.notifier == 'ops' }.when", String.class))
        .containsExactlyInAnyOrder(
            "after_stage.extract",
            "after_stage.transform",
            "after_stage.load",
            "after_stage.audit",
            "after_stage.publish",
            "many_rejects",
            "succeeded");
    services.awaitStates(
        id, RunState.RUNNING, RunState.AUDITING, RunState.PUBLISHING, RunState.SUCCEEDED);
  }

  @Test
  void aRunThatMayNotBePublishedFailsBehindItsAudit() {
    Receivers.ANSWERS.put(pipeline, 409);
    hooks("{ on: after_stage, stage: audit, notify: gate, blocking: true }");
    String id = start();
    Script script = new Script(id, 1);
    services.report(script.untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(script.audited(true));

    JsonPath run = awaitState(id, "FAILED");

    assertThat(run.getString("problems[0].message")).contains("behind its stage audit");
    assertThat(run.getString("stages[3].state")).isEqualTo("FAILED");
    assertThat(services.tasks(id).stream().filter(Task.Publish.class::isInstance)).isEmpty();
  }

  @Test
  void aRunThatWaitsCanBeCancelled() {
    Receivers.ANSWERS.put(pipeline, 503);
    hooks("{ on: before_run, notify: gate, blocking: true }");
    String id = start();
    await().atMost(PATIENCE).until(() -> !Receivers.about(id).isEmpty());

    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    Receivers.ANSWERS.remove(pipeline);
    awaitHook(id, "before_run", "delivered");

    await()
        .during(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .until(() -> run(id).getString("state").equals("CANCELLED"));
  }

  @Test
  void anUnknownNotifierIsAMistakeWithTheNearMiss() {
    put(pipeline, Script.yaml(pipeline) + "hooks: [{ on: failed, notify: oops }]\n")
        .statusCode(422)
        .body("problems[0].code", equalTo("unknown-notifier"))
        .body("problems[0].where", equalTo("hooks[0].notify"))
        .body("problems[0].advice", containsString("`ops`"));
    given()
        .post("/api/v1/notifiers/oops/test")
        .then()
        .statusCode(404)
        .body("problems[0].advice", containsString("`ops`"));
    given().get("/api/v1/runs/none/hooks").then().statusCode(404);
  }

  @Test
  void notifiersAreShownByNameAndCanBeTried() {
    given()
        .get("/api/v1/notifiers")
        .then()
        .statusCode(200)
        .body("items.name", hasItems("ops", "team"))
        .body(not(containsString(Receivers.IN_ADDRESS)))
        .body(not(containsString(Receivers.TOKEN)));
    given()
        .post("/api/v1/notifiers/ops/test")
        .then()
        .statusCode(200)
        .body("ok", equalTo(true))
        .body("type", equalTo("webhook"));
    given().post("/api/v1/notifiers/team/test").then().statusCode(200).body("ok", equalTo(true));
    assertThat(Receivers.about("dev.penstock.notifier.test")).isNotEmpty();
  }

  private void hooks(String... hooks) {
    put(pipeline, Script.yaml(pipeline) + "hooks:\n  - " + String.join("\n  - ", hooks) + "\n")
        .statusCode(201);
  }

  private String start() {
    return given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static JsonPath hooksOf(String id) {
    return given().get("/api/v1/runs/" + id + "/hooks").then().statusCode(200).extract().jsonPath();
  }

  private static JsonPath awaitHook(String id, String when, String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> hooksOf(id),
            told ->
                told.<Map<String, Object>>getList("items").stream()
                    .anyMatch(
                        hook -> hook.get("when").equals(when) && hook.get("state").equals(state)));
  }

  private static int tries(String id, String when) {
    return hooksOf(id).<Map<String, Object>>getList("items").stream()
        .filter(hook -> hook.get("when").equals(when) && hook.get("blocking").equals(true))
        .mapToInt(hook -> (int) hook.get("attempts"))
        .sum();
  }

  private static boolean of(MimeMessage mail, String run) {
    try {
      return mail.getContent().toString().contains(run);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Worked out from the specification alone. */
  private static String signature(Receivers.Call call) throws Exception {
    byte[] key = Base64.getDecoder().decode(Receivers.SECRET.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update((call.id() + "." + call.timestamp() + ".").getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(mac.doFinal(call.body().getBytes(UTF_8)));
  }
}
