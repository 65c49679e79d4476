package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class PushTest extends ApiTestBase {
  @BeforeEach
  void makePipeline() {
    put(
            pipeline,
            """
            apiVersion: penstock/v1
            name: %s
            streams:
              s:
                source: { format: push }
                outputs:
                  t: { connection: warehouse, table: silver.t, mode: append }
            """
                .formatted(pipeline))
        .statusCode(201);
  }

  @Test
  void anArrayOfRecordsBecomesSplitsThatHoldThem() throws IOException {
    String id =
        push("application/json", "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"size\":0.10}]")
            .statusCode(202)
            .body("streams[0].planned", equalTo(true))
            .body("streams[0].splits", equalTo(1))
            .extract()
            .path("id");

    Task.ReadSplit read = services.awaitTask(id, Task.ReadSplit.class);

    assertThat(services.tasks(id)).hasOnlyElementsOfType(Task.ReadSplit.class);
    assertThat(Schema.fromJSON(read.schema()).getFields())
        .extracting(Field::getName)
        .containsExactly("id", "name", "size", "_place");
    assertThat(read.split().position().toString())
        .contains("[1,", "{\"id\":1,\"name\":\"a\"}", "[2,");
  }

  @Test
  void largeBodiesBecomeSeveralSplits() {
    String lines =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "{\"id\":" + i + ",\"text\":\"" + "x".repeat(20) + "\"}")
            .collect(Collectors.joining("\n"));

    JsonPath run = push("application/x-ndjson", lines).statusCode(202).extract().jsonPath();

    int splits = run.getInt("streams[0].splits");
    assertThat(splits).isGreaterThan(3);
    List<Task> reads =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> services.tasks(run.getString("id")), tasks -> tasks.size() == splits);
    assertThat(reads)
        .map(task -> ((Task.ReadSplit) task).split().position().get("records").size())
        .satisfies(sizes -> assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(20_000));
  }

  @Test
  void aWaitingRunKeepsItsRecordsUntilItStarts() {
    String first = push("text/csv", "id\n1\n").statusCode(202).extract().path("id");
    String second = push("text/csv", "id\n2\n").statusCode(202).extract().path("id");
    services.awaitTask(first, Task.ReadSplit.class);
    assertThat(services.tasks(second)).isEmpty();

    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);

    Task.ReadSplit read = services.awaitTask(second, Task.ReadSplit.class);
    assertThat(read.split().position().toString()).contains("{\"id\":\"2\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | [{\"id\":1},{\"id\":] | line 1 | not JSON",
        "application/json | [{\"id\":1},2] | record 2 | An object",
        "application/json | [{\"id\":1} | line 1 | not JSON",
        "application/json | [{\"id\":1}] x | line 1 | not JSON",
        "application/x-ndjson | {\"id\":1}~{\"id\" | line 2 | not JSON",
        "application/x-ndjson | {\"id\":1}~~[] | line 3 | An object",
        "text/csv | id,name~1,a~2 | line 3 | 1 fields, the header 2",
        "text/csv | id,ID~1,2 | line 1 | twice",
        "text/csv | id~\"1 | behind line 1 | not closed",
      })
  void aMalformedBodyIsRefusedWholeWithItsPlace(
      String type, String body, String where, String says) {
    push(type, body.replace('~', '\n'))
        .statusCode(400)
        .body("problems[0].where", equalTo("body, " + where))
        .body("problems[0].message", containsString(says));
    given().get("/api/v1/runs?pipeline=" + pipeline).then().body("items", hasSize(0));
  }

  @Test
  void recordsAreNeededAndNobodyElseTakesThem() {
    push("application/json", "{}")
        .statusCode(400)
        .body("problems[0].code", equalTo("records-missing"));
    String other = pipeline + "-other";
    put(other, Script.yaml(other)).statusCode(201);
    given()
        .contentType("application/json")
        .body("[{}]")
        .post("/api/v1/pipelines/" + other + "/runs")
        .then()
        .statusCode(400)
        .body("problems[0].code", equalTo("records-unwanted"));
  }

  @Test
  void moreThanTheConfiguredSizeIsRefused() {
    push("application/x-ndjson", "{\"id\":1}\n".repeat(150_000))
        .statusCode(413)
        .body("problems[0].code", equalTo("too-large"));
  }

  @Test
  void theSameKeyWithOtherRecordsIsAConflict() {
    String key = "push-" + pipeline;
    String id = keyed(key, "id\n1\n").statusCode(202).extract().path("id");

    keyed(key, "id\n1\n").statusCode(202).body("id", equalTo(id));
    keyed(key, "id\n2\n").statusCode(409);
  }

  @Test
  void twoPushedStreamsAreRefused() {
    put(
            pipeline,
            """
            apiVersion: penstock/v1
            name: %s
            streams:
              a:
                source: { format: push }
                outputs: { t: { connection: warehouse, table: silver.t } }
              b:
                source: { format: push }
                outputs: { u: { connection: warehouse, table: silver.u } }
            """
                .formatted(pipeline))
        .statusCode(422)
        .body("problems[0].code", equalTo("too-many-pushed"));
  }

  private ValidatableResponse keyed(String key, String csv) {
    return given()
        .header("Idempotency-Key", key)
        .contentType("text/csv")
        .body(csv.getBytes(UTF_8))
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }

  private ValidatableResponse push(String type, String body) {
    return given()
        .contentType(type)
        .body(body.getBytes(UTF_8))
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }
}
