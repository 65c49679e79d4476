package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StreamStateTest extends ApiTestBase {
  private static final String COLUMNS =
      new Schema(
              List.of(
                  Field.nullable("id", new ArrowType.Int(64, true)),
                  Field.nullable("_place", new ArrowType.Int(64, true))))
          .toJson();

  @Test
  void aRunStartsWithWhatTheLastPublishedOneNoted() {
    String first = submit();
    assertThat(plan(first).state()).isNull();
    assertThat(plan(first).known()).isNull();
    publish(first, cursor(7), null);

    String second = submit();

    assertThat(plan(second).state()).isEqualTo(cursor(7));
    assertThat(plan(second).known()).isEqualTo(COLUMNS);
    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].stream", equalTo("s"))
        .body("items[0].run", equalTo(first))
        .body("items[0].state.seen", equalTo(7))
        .body("items[0].columns.name", equalTo(List.of("id")))
        .body("items[0].columns.type", equalTo(List.of("bigint")));
  }

  @Test
  void aRunThatFailsOrIsCancelledLeavesTheStateAsItWas() {
    publish(submit(), cursor(1), null);
    String failed = submit();
    services.report(planned(failed, cursor(2)));
    services.report(
        new Report.Failed(failed, 1, dev.penstock.batch.Stage.EXTRACT, List.of(problem())));
    awaitState(failed, "FAILED");

    String cancelled = submit();
    assertThat(plan(cancelled).state()).isEqualTo(cursor(1));
    services.report(planned(cancelled, cursor(3)));
    given().post("/api/v1/runs/" + cancelled + "/cancel").then().statusCode(202);

    assertThat(plan(submit()).state()).isEqualTo(cursor(1));
  }

  @Test
  void whatAReaderNotesAtItsEndIsTheState() {
    publish(submit(), null, cursor(5));

    assertThat(plan(submit()).state()).isEqualTo(cursor(5));
  }

  @Test
  void aFullRunStartsWithNothingAndItsStateIsTheNextOnes() {
    publish(submit(), cursor(1), null);

    String full = start("{\"mode\": \"full\"}");

    assertThat(plan(full).state()).isNull();
    assertThat(plan(full).known()).isNull();
    assertThat(services.runMessages(full)).extracting(RunMessage::mode).containsOnly(RunMode.FULL);
    given().get("/api/v1/runs/" + full).then().body("mode", equalTo("full"));
    publish(full, cursor(9), null);
    assertThat(plan(submit()).state()).isEqualTo(cursor(9));
  }

  @Test
  void aNoteIsNotGivenToAnotherSource() {
    publish(submit(), cursor(1), null);
    put(pipeline, Script.yaml(pipeline).replace("connection: examples", "connection: others"));

    String next =
        given()
            .post("/api/v1/pipelines/" + pipeline + "/runs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    assertThat(plan(next).state()).isNull();
  }

  @Test
  void notesOfTheSourceAreShown() {
    String run = submit();
    services.report(
        new Report.Planned(
            run,
            1,
            "s",
            0,
            true,
            List.of(),
            COLUMNS,
            COLUMNS,
            null,
            List.of("The column `a` is new.")));

    awaitRun(run, now -> now.getBoolean("streams[0].planned"));
    given()
        .get("/api/v1/runs/" + run)
        .then()
        .body("streams[0].notes", hasItem("The column `a` is new."));
  }

  @Test
  void anUnknownModeIsRefused() {
    put(pipeline, Script.yaml(pipeline));

    given()
        .contentType("application/json")
        .body("{\"mode\": \"fast\"}")
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(400)
        .body("problems[0].code", equalTo("bad-mode"));
  }

  private Task.PlanStream plan(String run) {
    return services.awaitTask(run, Task.PlanStream.class);
  }

  private String start(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private void publish(String run, JsonNode planned, JsonNode read) {
    Script script = new Script(run, 1);
    services.report(planned(run, planned));
    services.report(script.untilStaged());
    if (read != null) {
      services.report(new Report.Extracted(run, 1, "s", "a", 2, 20, 2, 100, true, read));
    }
    services.awaitTask(run, Task.Audit.class);
    services.report(script.audited(true));
    services.awaitTask(run, Task.Publish.class);
    services.report(script.published());
    awaitState(run, "SUCCEEDED");
  }

  private static Report planned(String run, JsonNode state) {
    return new Report.Planned(
        run,
        1,
        "s",
        0,
        true,
        List.of(Script.split("a", 100), Script.split("b", 100)),
        COLUMNS,
        COLUMNS,
        state,
        List.of());
  }

  private static dev.penstock.error.Problem problem() {
    return dev.penstock.error.Problem.of("gone", "s.csv", "It is gone.");
  }

  private static JsonNode cursor(int seen) {
    return JsonNodeFactory.instance.objectNode().put("seen", seen);
  }
}
