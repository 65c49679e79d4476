package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CancelTest extends ApiTestBase {
  @Test
  void aQueuedRunIsCancelled() {
    String first = submit();
    String second = submit();

    cancel(second).statusCode(202).body("state", equalTo("CANCELLED")).body("epoch", equalTo(2));

    assertThat(services.awaitTask(second, Task.Clean.class).epoch()).isEqualTo(2);
    assertThat(run(first).getString("state")).isEqualTo("RUNNING");
  }

  @Test
  void aRunningRunIsCancelledAndWhatComesLateChangesNothing() {
    String id = submit();
    Script script = new Script(id, 1);
    services.report(script.planned());
    services.report(script.extracted("a"));
    awaitRun(id, run -> run.getInt("stages[0].records") == 18);

    cancel(id)
        .statusCode(202)
        .body("state", equalTo("CANCELLED"))
        .body("epoch", equalTo(2))
        .body("stages[0].state", equalTo("CANCELLED"))
        .body("stages[4].state", equalTo("CANCELLED"));
    cancel(id).statusCode(200).body("state", equalTo("CANCELLED"));

    services.report(script.untilStaged());
    services.report(script.cleaned(1));
    services.report(script.cleaned(2));
    JsonPath run = awaitRun(id, now -> now.getBoolean("cleaned"));
    assertThat(run.getString("state")).isEqualTo("CANCELLED");
    assertThat(run.getInt("stages[0].records")).isEqualTo(18);
    services.awaitStates(id, RunState.RUNNING, RunState.CANCELLED);
    RunMessage last = services.runMessages(id).getLast();
    assertThat(last.state()).isEqualTo(RunState.CANCELLED);
    assertThat(last.epoch()).isEqualTo(2);
    assertThat(services.tasks(id)).noneMatch(Task.Audit.class::isInstance);
  }

  @Test
  void aRunInItsAuditIsCancelledAndNeverPublished() {
    String id = submit();
    Script script = new Script(id, 1);
    services.report(script.untilStaged());
    awaitState(id, "AUDITING");

    cancel(id).statusCode(202);

    services.report(script.audited(true));
    services.report(script.cleaned(2));
    awaitRun(id, now -> now.getBoolean("cleaned"));
    assertThat(services.tasks(id)).noneMatch(Task.Publish.class::isInstance);
  }

  @Test
  void onceTheOrderToPublishIsGivenTheRunEndsAsWhatReallyHappens() {
    String id = submit();
    Script script = new Script(id, 1);
    services.report(script.untilStaged());
    awaitState(id, "AUDITING");
    services.report(script.audited(true));
    awaitState(id, "PUBLISHING");

    cancel(id)
        .statusCode(409)
        .body("problems[0].code", equalTo("publish-ordered"))
        .body("problems[0].advice", containsString("/api/v1/runs/" + id));

    services.report(script.published());
    awaitState(id, "SUCCEEDED");
    cancel(id).statusCode(409).body("problems[0].code", equalTo("run-over"));
  }

  private static ValidatableResponse cancel(String id) {
    return given().post("/api/v1/runs/" + id + "/cancel").then();
  }
}
