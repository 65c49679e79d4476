package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service keeps 20 rejects of a run in these tests. */
@QuarkusTest
class RejectRequestsTest extends ApiTestBase {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; 1,2,3,4",
        "stage=extract; 1",
        "stage=TRANSFORM; 2,3",
        "step=steps[1].cast; 2",
        "rule=amount is positive; 3",
        "error_class=rule; 3",
        "error_class=destination; 4",
        "output=t; 4",
        "output=bronze; ''",
        "stream=s; 1,2,3,4",
        "status=open; 1,2,3,4",
        "status=dismissed,replayed; ''",
        "status=open&status=dismissed; 1,2,3,4",
        "q=ÄPFEL; 2",
        "q=s.csv:3; 3",
        "q=100%_; ''",
        "q='; 3",
        "stage=transform&q=positive; 3",
        "after=2; 3,4",
        "after=1&limit=2; 2,3",
      })
  void aFilterFindsWhatFits(String query, String ids) {
    String id = runWithFour();

    Response page = get(id, query);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.jsonPath().getList("items.id", String.class))
        .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "stage=transfrom; query parameter stage; Did you mean `transform`?",
        "stage=audit; query parameter stage; one of extract, transform, load",
        "error_class=ruel; query parameter error_class; Did you mean `rule`?",
        "status=opne; query parameter status; Did you mean `open`?",
        "status=open,; query parameter status; one of open",
        "limit=1001; query parameter limit; from 1 to 1000",
        "after=-1; query parameter after; a whole number",
        "format=xlsx; query parameter format; one of json, jsonl, csv",
        "error-class=rule; query parameter error-class; Did you mean `error_class`?",
        "stage=load&stage=extract; query parameter stage; given twice",
        "stream=orders; stream; Its streams: s.",
        "output=bronce; output; Did you mean `bronze`?",
      })
  void aWrongParameterIsRefusedByName(String query, String where, String says) {
    String id = submit();

    JsonPath problem = get(id, query).then().statusCode(400).extract().jsonPath();

    assertThat(problem.getString("problems[0].where")).isEqualTo(where);
    assertThat(
            problem.getString("problems[0].message")
                + " "
                + problem.getString("problems[0].advice"))
        .contains(says);
  }

  @Test
  void aRejectShowsItsClassVersionAndStatus() {
    String id = runWithFour();

    assertThat(get(id, "error_class=destination").jsonPath().getMap("items[0]"))
        .containsEntry("id", 4)
        .containsEntry("errorClass", "destination")
        .containsEntry("version", 7)
        .containsEntry("output", "t")
        .containsEntry("status", "open")
        .containsEntry("attempts", 0)
        .containsEntry("reason", null)
        .containsEntry("changedAt", null);
  }

  @Test
  void theSummaryCountsAllAlsoThoseThatAreNotKept() {
    String id = submit();
    for (int index = 0; index < 30; index++) {
      services.send(
          reject(
                  id,
                  index,
                  Stage.TRANSFORM,
                  index % 3 == 0 ? ErrorClass.CONVERSION : ErrorClass.RULE,
                  "steps[" + index % 2 + "].x",
                  "r",
                  "",
                  "{}")
              .toRecord());
    }
    awaitRun(id, run -> run.getInt("rejects.total") == 30);
    post(id, "dismiss", "{\"ids\": [1, 2, 3], \"reason\": \"known\"}").then().statusCode(200);

    JsonPath totals = get(id, "/summary", "").then().statusCode(200).extract().jsonPath();

    assertThat(totals.getInt("total")).isEqualTo(30);
    assertThat(totals.getInt("kept")).isEqualTo(20);
    assertThat(totals.getMap("byErrorClass")).isEqualTo(Map.of("rule", 20, "conversion", 10));
    assertThat(totals.getMap("byStage")).isEqualTo(Map.of("transform", 30));
    assertThat(totals.getList("byStep.count", Integer.class)).containsExactly(15, 15);
    assertThat(totals.getList("byRule.count", Integer.class)).containsExactly(15, 15);
    assertThat(totals.getMap("byStatus")).isEqualTo(Map.of("open", 17, "dismissed", 3));
  }

  @Test
  void everythingThatFitsIsDownloadedAsJsonLines() throws IOException {
    String id = runWithFour();

    Response file = given().accept("application/x-ndjson").get(address(id) + "?stage=transform");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"rejects-" + id + ".jsonl\"");
    assertThat(file.contentType()).startsWith("application/x-ndjson");
    List<String> lines = file.asString().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertThat(second.get("original").textValue()).isEqualTo("=cmd|' /C calc'!A0");
    assertThat(second.get("id").intValue()).isEqualTo(3);
    assertThat(get(id, "format=jsonl").asString().lines()).hasSize(4);
  }

  @Test
  void aDownloadAsCsvHoldsTheOriginalAndNoFormula() throws IOException {
    String id = runWithFour();

    Response file = get(id, "format=csv");

    assertThat(file.contentType()).startsWith("text/csv");
    assertThat(file.header("Content-Disposition")).endsWith(id + ".csv\"");
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file.asString())) {
      List<NamedCsvRecord> rows = csv.stream().toList();
      assertThat(rows).hasSize(4);
      assertThat(rows.get(1).getField("original")).isEqualTo("{\"a\":\"Äpfel,\\n\"}");
      assertThat(rows.get(1).getField("error_class")).isEqualTo("conversion");
      assertThat(rows.get(2).getField("original")).isEqualTo("'=cmd|' /C calc'!A0");
      assertThat(rows.get(3).getField("status")).isEqualTo("open");
    }
    assertThat(given().accept("text/csv").get(address(id)).asString()).isEqualTo(file.asString());
  }

  @Test
  void aDismissalNeedsAReasonAndIsMadeOnce() {
    String id = runWithFour();
    String body = "{\"filter\": {\"stage\": \"transform\"}, \"reason\": \" test data \"}";

    JsonPath first = post(id, "dismiss", body).then().statusCode(200).extract().jsonPath();
    JsonPath again = post(id, "dismiss", body).then().statusCode(200).extract().jsonPath();

    assertThat(first.getMap("")).isEqualTo(Map.of("matched", 2, "changed", 2));
    assertThat(again.getMap("")).isEqualTo(Map.of("matched", 2, "changed", 0));
    JsonPath dismissed = get(id, "status=dismissed").jsonPath();
    assertThat(dismissed.getList("items.id", Integer.class)).containsExactly(2, 3);
    assertThat(dismissed.getList("items.reason")).containsOnly("test data");
    assertThat(dismissed.getList("items.changedAt")).doesNotContainNull();

    JsonPath reopened =
        post(id, "reopen", "{\"ids\": [1, 3, 99]}").then().statusCode(200).extract().jsonPath();

    assertThat(reopened.getMap("")).isEqualTo(Map.of("matched", 2, "changed", 1));
    assertThat(get(id, "status=open").jsonPath().getList("items.id", Integer.class))
        .containsExactly(1, 3, 4);
    assertThat(get(id, "q=s.csv:3").jsonPath().getString("items[0].reason")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'filter': {}}; reason; missing",
        "{'filter': {}, 'reason': ''}; reason; 1 to 500",
        "{'filter': {}, 'reason': 5}; reason; 1 to 500",
        "{'reason': 'r'}; body; Exactly one",
        "{'filter': {}, 'ids': [1], 'reason': 'r'}; body; Exactly one",
        "{'ids': [], 'reason': 'r'}; ids; 1 to 10000",
        "{'ids': ['1'], 'reason': 'r'}; ids; is not the id",
        "{'filter': {'stag': 'load'}, 'reason': 'r'}; filter.stag; Did you mean `stage`?",
        "{'filter': {'stage': 'laod'}, 'reason': 'r'}; filter.stage; Did you mean `load`?",
        "{'filter': {'rule': ''}, 'reason': 'r'}; filter.rule; not a text",
        "{'filter': [], 'reason': 'r'}; filter; not an object",
        "{'filtr': {}, 'reason': 'r'}; filtr; Did you mean `filter`?",
        "[1]; body; not a JSON object",
      })
  void aWrongDismissalIsRefused(String body, String where, String says) {
    JsonPath problem =
        post(submit(), "dismiss", body.replace('\'', '"'))
            .then()
            .statusCode(400)
            .extract()
            .jsonPath();

    assertThat(problem.getString("problems[0].where")).isEqualTo(where);
    assertThat(
            problem.getString("problems[0].message")
                + " "
                + problem.getString("problems[0].advice"))
        .contains(says);
  }

  @Test
  void aRunThatIsNotThereHasNoRejects() {
    assertThat(get("nothing", "").statusCode()).isEqualTo(404);
    assertThat(get("nothing", "format=csv").statusCode()).isEqualTo(404);
    assertThat(get("nothing", "/summary", "").statusCode()).isEqualTo(404);
    assertThat(post("nothing", "dismiss", "{\"ids\": [1], \"reason\": \"r\"}").statusCode())
        .isEqualTo(404);
  }

  private String runWithFour() {
    String id = submit();
    services.send(
        reject(id, 0, Stage.EXTRACT, ErrorClass.MALFORMED, "source", "torn line", "", "a;b")
            .toRecord());
    services.send(
        reject(
                id,
                1,
                Stage.TRANSFORM,
                ErrorClass.CONVERSION,
                "steps[1].cast",
                "amount is a number",
                "",
                "{\"a\":\"Äpfel,\\n\"}")
            .toRecord());
    services.send(
        reject(
                id,
                2,
                Stage.TRANSFORM,
                ErrorClass.RULE,
                "steps[2].validate",
                "amount is positive",
                "",
                "=cmd|' /C calc'!A0")
            .toRecord());
    services.send(
        reject(id, 3, Stage.LOAD, ErrorClass.DESTINATION, "outputs.t", "key is new", "t", "{}")
            .toRecord());
    awaitRun(id, run -> run.getInt("rejects.kept") == 4);
    return id;
  }

  private static RejectMessage reject(
      String run,
      long index,
      Stage stage,
      ErrorClass errorClass,
      String step,
      String rule,
      String output,
      String original) {
    return new RejectMessage(
        new SplitId(run, "s", "a"),
        1,
        "p",
        7,
        0,
        output,
        index,
        new RejectedRecord(
            stage, errorClass, step, rule, rule + " is broken", "s.csv:" + (index + 1), original));
  }

  private static Response get(String id, String query) {
    return get(id, "", query);
  }

  private static Response get(String id, String below, String query) {
    RequestSpecification request = given();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      request = request.queryParam(pair[0], pair[1]);
    }
    return request.get(address(id) + below);
  }

  private static Response post(String id, String what, String body) {
    return given().contentType("application/json").body(body).post(address(id) + "/" + what);
  }

  private static String address(String id) {
    return "/api/v1/runs/" + id + "/rejects";
  }
}
