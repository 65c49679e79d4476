package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConnectionsTest extends ApiTestBase {
  @Test
  void connectionsAreListedWithoutTheirSettings() {
    given()
        .get("/api/v1/connections")
        .then()
        .statusCode(200)
        .body("items.name", hasItems("examples", "warehouse"))
        .body("items.find { it.name == 'examples' }.type", equalTo("files"))
        .body("items.find { it.name == 'examples' }.formats", hasItem("csv"))
        .body("items.find { it.name == 'warehouse' }.destination", equalTo(true))
        .body(not(containsString("secret-password")));
  }

  @Test
  void aConnectionThatWorksIsOk() {
    given()
        .post("/api/v1/connections/examples/check")
        .then()
        .statusCode(200)
        .body("name", equalTo("examples"))
        .body("ok", equalTo(true));
  }

  @Test
  void aConnectionThatDoesNotWorkIsAnAnswerWithoutSecrets() {
    given()
        .post("/api/v1/connections/warehouse/check")
        .then()
        .statusCode(200)
        .body("ok", equalTo(false))
        .body("problems[0].where", containsString("warehouse"))
        .body(not(containsString("secret-password")));
  }

  @Test
  void anUnknownConnectionIsToldWithTheNearMiss() {
    given()
        .post("/api/v1/connections/warehuse/check")
        .then()
        .statusCode(404)
        .body("problems[0].advice", containsString("warehouse"));
  }
}
