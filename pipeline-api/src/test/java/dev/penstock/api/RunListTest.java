package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunListTest extends ApiTestBase {
  @Test
  void pagesHoldEachRunOnceWhileOthersBegin() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(submitted());
    }
    for (String sort : List.of("created", "-created")) {
      List<String> read = new ArrayList<>();
      String after = "";
      do {
        JsonPath page = list("limit=3&sort=" + sort + after);
        read.addAll(page.getList("items.id"));
        if (sort.startsWith("-")) {
          submitted();
        }
        after = page.get("next") == null ? "" : "&after=" + page.getString("next");
      } while (!after.isEmpty());
      assertThat(read).isEqualTo(sort.startsWith("-") ? all.reversed() : all);
    }
  }

  @Test
  void filtersAndOrders() {
    String first = submit();
    String second = submit();
    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);
    String since = run(second).getString("createdAt");

    assertThat(list("state=CANCELLED,failed").getList("items.id")).containsExactly(first);
    assertThat(list("since=" + since).getList("items.id")).containsExactly(second);
    assertThat(list("until=" + since).getList("items.id")).containsExactly(first);
    assertThat(list("sort=-duration").getList("items.id")).containsExactly(first, second);
    assertThat(list("sort=duration").getList("items.id")).containsExactly(second, first);
    assertThat(list("trigger=manual&mode=incremental&from=source").getList("items")).hasSize(2);
    assertThat(list("trigger=schedule").getList("items")).isEmpty();
    assertThat(list("environment=prod").getList("items")).isEmpty();
    assertThat(
            given()
                .get("/api/v1/runs?q=" + pipeline.substring(1).toUpperCase(java.util.Locale.ROOT))
                .jsonPath()
                .getList("items"))
        .hasSize(2);
    assertThat(given().get("/api/v1/runs?q=" + first).jsonPath().getList("items.id"))
        .containsExactly(first);
  }

  @Test
  void whatIsWrongIsRefusedWithTheNearMiss() {
    refused("state=RUNING", "running");
    refused("sort=creatd", "created");
    refused("pipelin=x", "pipeline");
    refused("since=yesterday", "");
    refused("after=abc", "");
    submit();
    submit();
    String next = list("limit=1&sort=created").getString("next");
    given().get("/api/v1/runs?sort=-created&after=" + next).then().statusCode(400);
  }

  /** A run that leaves its place to others at once. */
  private String submitted() {
    String id = submit();
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    return id;
  }

  private JsonPath list(String query) {
    return given()
        .get("/api/v1/runs?pipeline=" + pipeline + "&" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void refused(String query, String near) {
    given()
        .get("/api/v1/runs?" + query)
        .then()
        .statusCode(400)
        .body("problems.size()", equalTo(1))
        .body("problems[0].advice", containsString(near));
  }
}
