package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A run that is asked for while another one of its pipeline is not over. */
@QuarkusTest
class WaitingRunsTest extends ApiTestBase {
  @Test
  void aPipelineCanRefuseInsteadOfWaiting() {
    put(pipeline, Script.yaml(pipeline) + "concurrency: refuse\n").statusCode(201);
    String first = start("a" + pipeline).statusCode(202).extract().path("id");
    services.awaitTask(first, Task.PlanStream.class);

    start("b" + pipeline)
        .statusCode(409)
        .body("problems[0].code", equalTo("run-active"))
        .body("problems[0].message", containsString(first))
        .body("problems[0].message", containsString("RUNNING"));
    start("a" + pipeline).statusCode(202).body("id", equalTo(first));

    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);
    start("b" + pipeline).statusCode(202);
  }

  @Test
  void ofManyRequestsAtOnceOneGetsItsRun() throws ExecutionException, InterruptedException {
    put(pipeline, Script.yaml(pipeline) + "concurrency: refuse\n").statusCode(201);
    assertThat(atOnce(6))
        .satisfies(answers -> assertThat(Collections.frequency(answers, 202)).isEqualTo(1))
        .satisfies(answers -> assertThat(Collections.frequency(answers, 409)).isEqualTo(5));
  }

  @Test
  void ofManyRunsOneGoesOnAndTheOthersWaitInABoundedQueue()
      throws ExecutionException, InterruptedException {
    put(pipeline, Script.yaml(pipeline) + "concurrency: queue\n").statusCode(201);
    // One runs and five wait, which is the most here.
    assertThat(atOnce(8))
        .satisfies(answers -> assertThat(Collections.frequency(answers, 202)).isEqualTo(6))
        .satisfies(answers -> assertThat(Collections.frequency(answers, 429)).isEqualTo(2));
    List<String> states =
        given().get("/api/v1/runs?pipeline=" + pipeline).jsonPath().getList("items.state");
    assertThat(Collections.frequency(states, "RUNNING")).isEqualTo(1);
    assertThat(Collections.frequency(states, "QUEUED")).isEqualTo(5);
    start("z" + pipeline)
        .statusCode(429)
        .header("Retry-After", "30")
        .body("problems[0].code", equalTo("queue-full"));

    List<String> ids =
        given()
            .get("/api/v1/runs?state=QUEUED&pipeline=" + pipeline)
            .jsonPath()
            .getList("items.id");
    given().post("/api/v1/runs/" + ids.getFirst() + "/cancel").then().statusCode(202);
    start("z" + pipeline).statusCode(202).body("state", equalTo("QUEUED"));
  }

  @Test
  void anotherPolicyIsRefusedByName() {
    put(pipeline, Script.yaml(pipeline) + "concurrency: refused\n")
        .statusCode(422)
        .body("problems[0].where", equalTo("concurrency"))
        .body("problems[0].advice", containsString("refuse"));
  }

  private List<Integer> atOnce(int requests) throws ExecutionException, InterruptedException {
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(requests)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        String key = pipeline + "-" + i;
        all.add(threads.submit(() -> start(key).extract().statusCode()));
      }
      for (Future<Integer> one : all) {
        answers.add(one.get());
      }
    }
    return answers;
  }

  private ValidatableResponse start(String key) {
    return given()
        .header("Idempotency-Key", key)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }
}
