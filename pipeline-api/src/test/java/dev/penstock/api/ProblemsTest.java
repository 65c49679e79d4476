package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every error is a problem document that says what is wrong and never shows internals. */
@QuarkusTest
class ProblemsTest extends ApiTestBase {
  @Test
  void anUnknownAddressIsToldAsAProblem() {
    problem(given().get("/api/v1/nothing"), 404, "no-such-address");
    problem(given().get("/nothing"), 404, "no-such-address");
  }

  @Test
  void aWrongMethodIsToldAsAProblem() {
    problem(given().delete("/api/v1/runs"), 405, "method-not-allowed");
  }

  @Test
  void aWrongMediaTypeIsToldAsAProblem() {
    problem(
        given().contentType("image/png").body(new byte[3]).put("/api/v1/pipelines/x"),
        415,
        "unsupported-media-type");
    problem(given().accept("image/png").get("/api/v1/runs"), 406, "not-acceptable");
  }

  @Test
  void malformedJsonIsToldWithItsPlace() {
    put(pipeline, Script.yaml(pipeline));
    Response answer = given().contentType("application/json").body("{\"a\":\n nul}").post(runs());
    problem(answer, 400, "malformed-json");
    assertThat(answer.jsonPath().getString("problems[0].where")).startsWith("body:2:");
    problem(given().contentType("application/json").body("17").post(runs()), 400, "not-an-object");
    problem(
        given().contentType("application/json").body("[1]").post(runs()), 400, "records-unwanted");
    problem(
        given().contentType("application/json").body("{} {}").post(runs()), 400, "malformed-json");
  }

  @Test
  void unknownFieldsAreRefusedByName() {
    put(pipeline, Script.yaml(pipeline));
    Response answer =
        given().contentType("application/json").body("{\"since\":\"1990-01-01\"}").post(runs());
    problem(answer, 400, "unknown-field");
    assertThat(answer.jsonPath().getString("problems[0].where")).isEqualTo("since");
  }

  @Test
  void anInvalidDefinitionIsRefusedWithAllItsMistakes() {
    String yaml =
        Script.yaml(pipeline)
            .replace("connection: warehouse", "connection: warehose")
            .replace("format: csv", "format: csvv");
    Response answer = put(pipeline, yaml).extract().response();
    problem(answer, 422, null);
    assertThat(answer.jsonPath().getList("problems.where", String.class))
        .contains("streams.s.outputs.t.connection", "streams.s.source.format");
    assertThat(answer.asString()).contains("csv", "warehouse");
    problem(given().get("/api/v1/pipelines/" + pipeline), 404, "unknown-pipeline");
  }

  @Test
  void malformedYamlIsRefused() {
    problem(put(pipeline, "name: [1, 2\nstreams: {").extract().response(), 422, null);
    problem(put(pipeline, "").extract().response(), 422, null);
  }

  @Test
  void sqlThatCannotBeReadIsRefusedBeforeAnyRun() {
    String yaml =
        Script.yaml(pipeline)
            .replace("    outputs:", "    steps: [ { filter: 'a >' } ]\n    outputs:");
    Response answer = put(pipeline, yaml).extract().response();
    problem(answer, 422, null);
    assertThat(answer.jsonPath().getString("problems[0].where"))
        .isEqualTo("streams.s.steps[0].filter");
  }

  @Test
  void aNameThatDiffersFromTheAddressIsRefused() {
    problem(put(pipeline, Script.yaml("other")).extract().response(), 422, "name-differs");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] latin = "name: ä".getBytes(StandardCharsets.ISO_8859_1);
    problem(
        given().contentType("application/yaml").body(latin).put("/api/v1/pipelines/x"),
        400,
        "not-utf-8");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    byte[] large = "# large\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
    problem(
        given().contentType("application/yaml").body(large).put("/api/v1/pipelines/x"),
        413,
        "too-large");
  }

  @Test
  void wrongParametersAreRefusedByName() {
    problem(given().get("/api/v1/runs?state=LOST"), 400, "bad-parameter");
    problem(given().get("/api/v1/runs?limit=0"), 400, "bad-parameter");
    problem(given().get("/api/v1/runs?limit=many"), 400, "bad-parameter");
    problem(given().get("/api/v1/pipelines/x?version=one"), 400, "bad-parameter");
    String id = submit();
    problem(given().get("/api/v1/runs/" + id + "/rejects?after=x"), 400, "bad-parameter");
    problem(given().get("/api/v1/runs/" + id + "/rejects?stage=x"), 400, "bad-parameter");
  }

  @Test
  void unknownThingsAreRefusedByName() {
    problem(given().get("/api/v1/pipelines/unknown"), 404, "unknown-pipeline");
    problem(given().delete("/api/v1/pipelines/unknown"), 404, "unknown-pipeline");
    problem(given().post("/api/v1/pipelines/unknown/runs"), 404, "unknown-pipeline");
    problem(given().get("/api/v1/runs/unknown"), 404, "unknown-run");
    problem(given().get("/api/v1/runs/unknown/rejects"), 404, "unknown-run");
    problem(given().get("/api/v1/runs/unknown/events"), 404, "unknown-run");
    problem(given().post("/api/v1/runs/unknown/cancel"), 404, "unknown-run");
    put(pipeline, Script.yaml(pipeline));
    problem(given().get("/api/v1/pipelines/" + pipeline + "?version=9"), 404, "unknown-version");
  }

  private String runs() {
    return "/api/v1/pipelines/" + pipeline + "/runs";
  }

  private static void problem(Response answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
    assertThat(answer.jsonPath().getString("type")).startsWith("urn:penstock:problem:");
    assertThat(answer.jsonPath().getString("title")).isNotEmpty();
    assertThat(answer.jsonPath().getString("detail")).isNotEmpty();
    assertThat(answer.jsonPath().getString("instance")).startsWith("/");
    assertThat(answer.jsonPath().getString("problems[0].where")).isNotEmpty();
    if (code != null) {
      assertThat(answer.jsonPath().getString("problems[0].code")).isEqualTo(code);
    }
    assertThat(answer.asString()).doesNotContain("Exception", "\tat ", "org.hibernate", "java.");
  }
}
