package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.penstock.api.Answers.Operation;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Rule;
import dev.penstock.api.access.Rules;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The API where credentials are needed. */
@QuarkusTest
@TestProfile(RequiredAccess.class)
class AccessTest extends ApiTestBase {
  private static final String ROOT = "/api/v1";
  private static final String YAML = "application/yaml";

  /** Its address, with something that is not there for each parameter. */
  private static String address(Operation one) {
    return one.path().replaceAll("\\{[^}]+}", "none");
  }

  @Test
  void everyOperationHasARule() {
    assertThat(operations())
        .allSatisfy(
            one ->
                assertThat(Rules.declared(one.method(), one.path()))
                    .as("a rule for %s %s in Rules", one.method(), one.path())
                    .isPresent());
  }

  @Test
  void everyOperationAsksForCredentialsAndForTheRoleOfItsRule() {
    String viewer = key("viewer");
    String operator = key("operator");
    for (Operation one : operations()) {
      Rule.Need need = Rules.of(one.method(), one.path()).need();
      Response nobody = send(given(), one);
      if (need == Rule.Need.NOTHING) {
        assertThat(nobody.statusCode()).as("%s", one).isNotIn(403, 500);
        continue;
      }
      assertThat(nobody.statusCode()).as("%s without credentials", one).isEqualTo(401);
      assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
      if (one.path().endsWith("/events")) {
        continue; // It would not end.
      }
      expect(one, viewer, Role.VIEWER, need);
      expect(one, operator, Role.OPERATOR, need);
    }
  }

  private static void expect(Operation one, String key, Role role, Rule.Need need) {
    Response answer = send(bearer(key), one);
    Role needed =
        switch (need) {
          case NOTHING, CREDENTIALS, VIEWER -> Role.VIEWER;
          case RECORDS, OPERATOR -> Role.OPERATOR;
          case ADMIN -> Role.ADMIN;
        };
    if (role.includes(needed)) {
      assertThat(answer.statusCode()).as("%s as %s", one, role).isNotIn(401, 403, 500);
    } else {
      assertThat(answer.statusCode()).as("%s as %s", one, role).isEqualTo(403);
      assertThat(answer.jsonPath().getString("problems[0].code")).isEqualTo("forbidden");
      assertThat(answer.jsonPath().getString("problems[0].message"))
          .contains("needs the role " + needed.word());
    }
  }

  @Test
  void aKeyIsShownOnceAndIsGoodUntilItIsRevoked() {
    Response made =
        admin()
            .body("{\"name\": \"job\", \"role\": \"viewer\", \"expiresInDays\": 30}")
            .post(ROOT + "/keys");
    made.then().statusCode(201).header("Location", containsString("/api/v1/keys/"));
    String id = made.path("id");
    String text = made.path("key");
    String secret = text.substring(text.lastIndexOf(id) + id.length() + 1);

    bearer(text)
        .get(ROOT + "/me")
        .then()
        .statusCode(200)
        .body("name", equalTo("job"))
        .body("kind", equalTo("key"))
        .body("roles", equalTo(List.of("viewer")))
        .body("authentication", equalTo("required"))
        .body("login.key", equalTo(true))
        .body("login.oidc", nullValue());
    Response listed = admin().get(ROOT + "/keys");
    assertThat(listed.asString()).doesNotContain(secret).contains(id);
    listed
        .then()
        .body("items.find { it.id == '" + id + "' }.lastUsedAt", notNullValue())
        .body("items.find { it.id == '" + id + "' }.createdBy", equalTo("admin"));

    assertUnauthenticated(bearer(text.substring(0, text.length() - 1) + "x"));
    assertUnauthenticated(bearer("psk_000000000000_" + secret));
    admin().delete(ROOT + "/keys/" + id).then().statusCode(204);
    admin().delete(ROOT + "/keys/" + id).then().statusCode(204);
    assertUnauthenticated(bearer(text));
    admin().delete(ROOT + "/keys/000000000000").then().statusCode(404);
    admin()
        .get(ROOT + "/actions?subject=keys/" + id)
        .then()
        .body("items.action", equalTo(List.of("key.revoke", "key.create")))
        .body("items[0].who", equalTo("admin"))
        .body("items[0].origin", containsString("key:admin"));
  }

  @Test
  void aKeyThatCannotBeIsRefusedWithAllThatIsWrong() {
    admin()
        .body("{\"role\": \"oprator\", \"pipelines\": [], \"nmae\": \"x\"}")
        .post(ROOT + "/keys")
        .then()
        .statusCode(400)
        .body("problems.where", equalTo(List.of("body.nmae", "body.role", "body.pipelines")));
    admin()
        .body("{\"name\": \" \", \"role\": \"viewer\", \"pipelines\": [\"a b\"]}")
        .post(ROOT + "/keys")
        .then()
        .statusCode(400)
        .body("problems.where", equalTo(List.of("body.name", "body.pipelines")));
  }

  @Test
  void aScopedKeySeesAndTouchesItsPipelinesOnly() {
    String mine = pipeline + "-mine";
    String other = pipeline + "-other";
    String myRun = submit(mine);
    String otherRun = submit(other);
    String key = key("admin", mine.substring(0, mine.length() - 2) + "*");

    bearer(key).get(ROOT + "/runs/" + myRun).then().statusCode(200);
    bearer(key).get(ROOT + "/pipelines/" + mine).then().statusCode(200);
    for (String foreign : List.of("", "/logs", "/checks", "/rejects", "/hooks", "/events")) {
      Response answer = bearer(key).get(ROOT + "/runs/" + otherRun + foreign);
      answer.then().statusCode(404).body("problems[0].code", equalTo("unknown-run"));
      assertThat(answer.asString()).doesNotContain(other);
    }
    bearer(key).get(ROOT + "/pipelines/" + other).then().statusCode(404);
    bearer(key).post(ROOT + "/pipelines/" + other + "/runs").then().statusCode(404);
    bearer(key).post(ROOT + "/runs/" + otherRun + "/cancel").then().statusCode(404);
    bearer(key).delete(ROOT + "/pipelines/" + other).then().statusCode(404);
    bearer(key)
        .contentType(YAML)
        .body(Script.yaml(other).getBytes(UTF_8))
        .put(ROOT + "/pipelines/" + other)
        .then()
        .statusCode(404);
    assertThat(bearer(key).get(ROOT + "/runs").jsonPath().getList("items.pipeline", String.class))
        .containsOnly(mine);
    assertThat(
            bearer(key)
                .get(ROOT + "/pipelines?limit=1")
                .jsonPath()
                .getList("items.name", String.class))
        .containsExactly(mine);
    assertThat(bearer(key).get(ROOT + "/schedules").asString()).doesNotContain(other);
    bearer(key).get(ROOT + "/backfills").then().statusCode(403);
    bearer(key).get(ROOT + "/backfills?pipeline=" + other).then().statusCode(404);
    bearer(key).get(ROOT + "/backfills?pipeline=" + mine).then().statusCode(200);
    for (String all : List.of("/actions", "/pipelines/export", "/keys")) {
      bearer(key)
          .get(ROOT + all)
          .then()
          .statusCode(403)
          .body("problems[0].code", equalTo("not-in-scope"));
    }
    admin().post(ROOT + "/runs/" + myRun + "/cancel").then().statusCode(202);
    admin().post(ROOT + "/runs/" + otherRun + "/cancel").then().statusCode(202);
  }

  @Test
  void theEventsOfAScopedKeyAreThoseOfItsPipelines() throws Exception {
    String mine = pipeline + "-mine";
    String other = pipeline + "-other";
    try (AuthorizedEvents events = AuthorizedEvents.open(key("viewer", mine))) {
      String otherRun = submit(other);
      String myRun = submit(mine);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(events.lines()).anyMatch(line -> line.contains(myRun)));
      // Those of one partition come in order: the other run's were before.
      assertThat(events.lines()).noneMatch(line -> line.contains(otherRun));
      admin().post(ROOT + "/runs/" + myRun + "/cancel").then().statusCode(202);
      admin().post(ROOT + "/runs/" + otherRun + "/cancel").then().statusCode(202);
    }
  }

  @Test
  void anOperatorStartsARunButDoesNotChangeItsDefinitionWithSet() {
    String name = pipeline;
    admin()
        .contentType(YAML)
        .body(Script.yaml(name).getBytes(UTF_8))
        .put(ROOT + "/pipelines/" + name);
    String operator = key("operator");
    bearer(operator)
        .body("{\"set\": {\"description\": \"another\"}}")
        .post(ROOT + "/pipelines/" + name + "/runs")
        .then()
        .statusCode(403)
        .body("problems[0].message", containsString("needs the role admin"));
    String run =
        bearer(operator)
            .post(ROOT + "/pipelines/" + name + "/runs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    bearer(operator).post(ROOT + "/runs/" + run + "/cancel").then().statusCode(202);
  }

  @Test
  void aSessionIsACookieThatNoScriptReadsAndThatEndsWithItsKey() {
    Response made =
        admin().body("{\"name\": \"ada\", \"role\": \"operator\"}").post(ROOT + "/keys");
    String text = made.path("key");
    given().body("{\"key\": \"psk_wrong\"}").post(ROOT + "/session").then().statusCode(401);
    Cookie cookie = login(text);
    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(cookie.getSameSite()).isEqualTo("Strict");
    assertThat(cookie.getPath()).isEqualTo("/");
    given()
        .cookie(cookie)
        .get(ROOT + "/me")
        .then()
        .statusCode(200)
        .body("name", equalTo("ada"))
        .body("kind", equalTo("session"))
        .body("roles", equalTo(List.of("viewer", "operator")));

    Cookie second = login(text);
    given()
        .cookie(second)
        .header("X-Penstock-Request", "dashboard")
        .delete(ROOT + "/session")
        .then()
        .statusCode(204);
    given().cookie(second).get(ROOT + "/me").then().statusCode(401);
    given().cookie(cookie).get(ROOT + "/me").then().statusCode(200);
    admin().delete(ROOT + "/keys/" + made.path("id")).then().statusCode(204);
    given().cookie(cookie).get(ROOT + "/me").then().statusCode(401);
    assertThat(login(RequiredAccess.ADMIN).getValue()).isNotEqualTo(RequiredAccess.ADMIN);
  }

  @Test
  void whoIsNotKnownYetLearnsHowToLogInAlsoWithASessionThatIsOver() {
    for (RequestSpecification nobody :
        List.of(given(), given().cookie("penstock-session", "over"), bearer("psk_wrong"))) {
      nobody
          .get(ROOT + "/session")
          .then()
          .statusCode(200)
          .body("key", equalTo(true))
          .body("oidc", nullValue());
    }
    given().get(ROOT + "/session/oidc").then().statusCode(404);
  }

  @Test
  void aRequestThatAForeignPageMakesABrowserSendChangesNothing() {
    Cookie cookie = login(RequiredAccess.ADMIN);
    String path = ROOT + "/runs/none/cancel";
    List<Map<String, String>> hostile =
        List.of(
            Map.of(),
            Map.of("Origin", "https://evil.example"),
            Map.of("Origin", "null", "X-Penstock-Request", "dashboard"),
            Map.of("Origin", "http://localhost", "X-Penstock-Request", "dashboard"),
            Map.of("Origin", "https://etl.example.org.evil", "X-Penstock-Request", "dashboard"),
            Map.of("Sec-Fetch-Site", "cross-site", "X-Penstock-Request", "dashboard"),
            Map.of("Sec-Fetch-Site", "same-site", "X-Penstock-Request", "dashboard"));
    for (Map<String, String> headers : hostile) {
      given()
          .cookie(cookie)
          .headers(headers)
          .post(path)
          .then()
          .statusCode(403)
          .body("problems[0].code", equalTo("foreign-request"));
    }
    for (Map<String, String> own :
        List.of(
            Map.of("X-Penstock-Request", "dashboard"),
            Map.of("X-Penstock-Request", "dashboard", "Sec-Fetch-Site", "same-origin"),
            Map.of("X-Penstock-Request", "dashboard", "Origin", "https://etl.example.org"))) {
      given().cookie(cookie).headers(own).post(path).then().statusCode(404);
    }
  }

  @Test
  void tokensOfTheIdentityProviderGiveTheRolesThatTheirClaimNames() {
    assertRoles(token(Set.of("viewer"), Duration.ofMinutes(5)), List.of("viewer"));
    assertRoles(
        token(Set.of("etl-operators", "other"), Duration.ofMinutes(5)),
        List.of("viewer", "operator"));
    assertRoles(token(Set.of("other"), Duration.ofMinutes(5)), List.of());
    bearer(token(Set.of("other"), Duration.ofMinutes(5)))
        .get(ROOT + "/runs")
        .then()
        .statusCode(403);
    assertUnauthenticated(bearer(token(Set.of("admin"), Duration.ofMinutes(-5))));
    String good = token(Set.of("admin"), Duration.ofMinutes(5));
    assertUnauthenticated(bearer(good.substring(0, good.lastIndexOf('.')) + ".AAAA"));
    assertUnauthenticated(bearer("not-a-token"));
  }

  private static void assertRoles(String token, List<String> roles) {
    bearer(token)
        .get(ROOT + "/me")
        .then()
        .statusCode(200)
        .body("name", equalTo("grace"))
        .body("kind", equalTo("token"))
        .body("roles", equalTo(roles));
  }

  @Test
  void anAddressThatFailsTooOftenWaits() {
    RequestSpecification from = given().header("X-Forwarded-For", "203.0.113.77");
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      seen.add(
          given()
              .spec(from)
              .header("Authorization", "Bearer psk_guess")
              .get(ROOT + "/me")
              .statusCode());
    }
    assertThat(seen).startsWith(401, 401, 401).contains(429);
    int wait =
        Integer.parseInt(
            given()
                .spec(from)
                .header("Authorization", "Bearer " + RequiredAccess.ADMIN)
                .get(ROOT + "/me")
                .then()
                .statusCode(429)
                .extract()
                .header("Retry-After"));
    assertThat(wait).isBetween(1, 60);
    admin().get(ROOT + "/me").then().statusCode(200);
  }

  @Test
  void aCallerHasOnlySoManyStreamsOfEvents() throws Exception {
    String key = key("viewer");
    try (AuthorizedEvents one = AuthorizedEvents.open(key);
        AuthorizedEvents two = AuthorizedEvents.open(key)) {
      assertThat(one.lines()).isNotEmpty();
      assertThat(two.lines()).isNotEmpty();
      bearer(key)
          .get(ROOT + "/events")
          .then()
          .statusCode(429)
          .body("problems[0].code", equalTo("too-many-streams"));
    }
    await().atMost(PATIENCE).ignoreExceptions().until(() -> reopens(key));
  }

  private static boolean reopens(String key) throws Exception {
    try (AuthorizedEvents again = AuthorizedEvents.open(key)) {
      return !again.lines().isEmpty();
    }
  }

  @Test
  void answersTellBrowsersWhatNotToDo() {
    for (String path : List.of("/", "/api/v1/me", "/api/v1/nothing", "/q/openapi")) {
      Map<String, String> headers = headers(given().get(path));
      assertThat(headers.get("content-security-policy"))
          .as(path)
          .contains("default-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe-eval");
      assertThat(headers).containsEntry("x-content-type-options", "nosniff");
      assertThat(headers).containsEntry("referrer-policy", "no-referrer");
      assertThat(headers).doesNotContainKey("strict-transport-security");
    }
    assertThat(headers(admin().get(ROOT + "/me"))).containsEntry("cache-control", "no-store");
    assertThat(headers(given().header("X-Forwarded-Proto", "https").get(ROOT + "/me")))
        .containsKey("strict-transport-security");
  }

  @Test
  void anAddressWithTooManyParametersIsRefused() {
    RequestSpecification many = admin();
    for (int i = 0; i < 300; i++) {
      many.queryParam("p" + i, i);
    }
    many.get(ROOT + "/runs")
        .then()
        .statusCode(400)
        .body("problems[0].code", equalTo("too-many-parameters"));
  }

  private static Map<String, String> headers(Response answer) {
    Map<String, String> all = new java.util.HashMap<>();
    answer
        .headers()
        .forEach(one -> all.put(one.getName().toLowerCase(Locale.ROOT), one.getValue()));
    return all;
  }

  private String submit(String name) {
    admin()
        .contentType(YAML)
        .body(Script.yaml(name).getBytes(UTF_8))
        .put(ROOT + "/pipelines/" + name)
        .then()
        .statusCode(201);
    return admin()
        .post(ROOT + "/pipelines/" + name + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static String key(String role, String... pipelines) {
    String scope =
        pipelines.length == 0
            ? ""
            : ", \"pipelines\": [\"" + String.join("\", \"", pipelines) + "\"]";
    return admin()
        .body("{\"name\": \"a " + role + "\", \"role\": \"" + role + "\"" + scope + "}")
        .post(ROOT + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("key");
  }

  private static Cookie login(String key) {
    return given()
        .body("{\"key\": \"" + key + "\"}")
        .post(ROOT + "/session")
        .then()
        .statusCode(204)
        .extract()
        .detailedCookie("penstock-session");
  }

  private static void assertUnauthenticated(RequestSpecification request) {
    request
        .header("X-Forwarded-For", "198.51.100." + Math.floorMod(UUID.randomUUID().hashCode(), 250))
        .get(ROOT + "/me")
        .then()
        .statusCode(401)
        .body("problems[0].code", equalTo("unauthenticated"));
  }

  private static RequestSpecification admin() {
    return bearer(RequiredAccess.ADMIN);
  }

  private static RequestSpecification bearer(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  private static Response send(RequestSpecification request, Operation one) {
    return request.contentType("application/json").request(one.method(), address(one));
  }

  private static String token(Set<String> groups, Duration good) {
    Instant end = Instant.now().plus(good);
    return Jwt.claims()
        .issuer(RequiredAccess.ISSUER)
        .upn("grace")
        .subject("grace-1")
        .groups(groups)
        .issuedAt(end.minus(Duration.ofMinutes(10)))
        .expiresAt(end)
        .sign(signingKey());
  }

  private static PrivateKey signingKey() {
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(
                  ConfigProvider.getConfig().getValue(RequiredAccess.SIGNING_KEY, String.class));
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Operation> operations() {
    List<Operation> found = Answers.current().operations();
    assertThat(found).hasSizeGreaterThan(30);
    return found;
  }
}
