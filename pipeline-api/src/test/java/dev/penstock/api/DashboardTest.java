package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DashboardTest extends ApiTestBase {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  @ParameterizedTest
  @ValueSource(strings = {"/", "/runs", "/runs/1?tab=logs", "/catalogue/a/schema.table", "/login"})
  void aBrowserGetsThePageAtEveryAddressOfTheDashboard(String address) {
    asBrowser(address)
        .statusCode(200)
        .contentType(containsString("text/html"))
        .header("Cache-Control", equalTo("no-cache"))
        .body(containsString("<ps-app>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nothing", "/q/nothing", "/static/nothing.js"})
  void whatIsTheServersOwnIsNoPage(String address) {
    asBrowser(address).statusCode(404).body(not(containsString("<ps-app>")));
  }

  @Test
  void thePageNamesItsScriptAndStylesAndTheyAreThere() {
    String page = asBrowser("/").extract().asString();
    Matcher files = Pattern.compile("/static/bundle/[\\w.-]+\\.(js|css)").matcher(page);
    int found = 0;
    while (files.find()) {
      given().get(files.group()).then().statusCode(200);
      found++;
    }
    Assertions.assertThat(found).as(page).isEqualTo(2);
  }

  @Test
  void aProgramStillGetsTheAddressesOfTheApi() {
    given()
        .accept("application/json")
        .get("/")
        .then()
        .statusCode(200)
        .body("openapi", equalTo("/q/openapi"));
  }

  private static ValidatableResponse asBrowser(String address) {
    return given().accept(BROWSER).get(address).then();
  }
}
