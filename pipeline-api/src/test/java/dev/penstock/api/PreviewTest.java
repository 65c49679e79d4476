package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PreviewTest extends ApiTestBase {
  private String file;

  @BeforeEach
  void writeFile() throws IOException {
    file = pipeline + ".csv";
    StringBuilder text = new StringBuilder("id,amount\n");
    for (int i = 1; i <= 5_000; i++) {
      text.append(i).append(',').append(i % 10 == 0 ? "much" : i + ".50").append('\n');
    }
    Files.writeString(Path.of("target", file), text);
  }

  @Test
  void theFirstRecordsGoThroughTheSteps() {
    preview("?records=20", "- cast: { amount: 'decimal(12,2)' }\n      - filter: id <> '3'")
        .statusCode(200)
        .body("pipeline", equalTo(pipeline))
        .body("streams[0].name", equalTo("s"))
        .body("streams[0].columns.type", contains("varchar", "varchar"))
        .body("streams[0].outputColumns.type", contains("varchar", "decimal(12,2)"))
        .body("streams[0].rows", hasSize(17))
        .body("streams[0].rows[0].id", equalTo("1"))
        .body("streams[0].rows[0].amount", equalTo(1.5f))
        .body("streams[0].read", equalTo(20))
        .body("streams[0].filtered", equalTo(1))
        .body("streams[0].rejects", hasSize(2))
        .body("streams[0].rejects[0].place", equalTo(file + ":11"))
        .body("streams[0].rejects[0].message", containsString("much"))
        .body("streams[0].problems", empty());
    given().get("/api/v1/pipelines/" + pipeline).then().statusCode(404);
  }

  @Test
  void everyOutputOfABranchIsShown() {
    preview(
            "?records=20",
            "- branch: { odd: { steps: [ { filter: id::integer % 2 = 1 } ],"
                + " output: { connection: warehouse, table: silver.odd } },"
                + " sums: { steps: [ { aggregate: { values: { n: count(*), mean:"
                + " avg(id::integer) } } } ],"
                + " output: { connection: warehouse, table: silver.sums } } }",
            file,
            "")
        .statusCode(200)
        .body("streams[0].rows", hasSize(10))
        .body("streams[0].outputs.name", contains("odd", "sums"))
        .body("streams[0].outputs[0].rows", hasSize(10))
        .body("streams[0].outputs[0].filtered", equalTo(10))
        .body("streams[0].outputs[1].columns.name", contains("n", "mean"))
        .body("streams[0].outputs[1].rows", hasSize(1))
        .body("streams[0].outputs[1].rows[0].n", equalTo(20))
        .body("streams[0].outputs[1].merged", equalTo(19))
        .body("streams[0].problems", empty());
  }

  @Test
  void aStepThatDoesNotFitIsToldWithTheColumnsThatAreThere() {
    preview("", "- derive: { double: amont * 2 }")
        .statusCode(200)
        .body("streams[0].columns.name", contains("id", "amount"))
        .body("streams[0].problems[0].where", equalTo("streams.s.steps[0].derive.double"));
  }

  @Test
  void aMissingFileIsToldAndNoRootWithIt() {
    preview("", "", "missing.csv")
        .statusCode(200)
        .body("streams[0].problems[0].code", equalTo("file-missing"))
        .body(not(containsString(Path.of("target").toAbsolutePath().toString())));
  }

  @Test
  void aDefinitionThatIsNotValidIsRefusedWithItsMistakes() {
    preview("", "- fliter: id > 1")
        .statusCode(422)
        .body("problems[0].where", equalTo("streams.s.steps[0].fliter"));
    preview("?records=0", "").statusCode(400);
  }

  private ValidatableResponse preview(String query, String steps) {
    return preview(query, steps, file);
  }

  private ValidatableResponse preview(String query, String steps, String path) {
    return preview(
        query, steps, path, "outputs:\n      t: { connection: warehouse, table: silver.t }");
  }

  private ValidatableResponse preview(String query, String steps, String path, String outputs) {
    String text =
        """
        apiVersion: penstock/v1
        name: %s
        streams:
          s:
            source: { connection: examples, path: %s, format: csv }
            steps:
              %s
            %s
        """
            .formatted(pipeline, path, steps.isEmpty() ? "[]" : steps.strip(), outputs);
    return given()
        .contentType("application/yaml")
        .body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/api/v1/pipelines/preview" + query)
        .then();
  }
}
