package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VersionsTest extends ApiTestBase {
  private String path() {
    return "/api/v1/pipelines/" + pipeline;
  }

  private static RequestSpecification yaml(String text) {
    return given().contentType("application/yaml").body(text.getBytes(UTF_8));
  }

  @Test
  void twoEditorsDoNotOverwriteEachOther() {
    String first = Script.yaml(pipeline);
    String tag =
        yaml(first)
            .header("If-None-Match", "*")
            .put(path())
            .then()
            .statusCode(201)
            .extract()
            .header("ETag");
    assertThat(tag).matches("\"1-[0-9a-f]{16}\"");
    yaml(first)
        .header("If-None-Match", "*")
        .put(path())
        .then()
        .statusCode(412)
        .body("problems[0].code", equalTo("changed-meanwhile"))
        .body("problems[0].message", containsString("current version is 1"));

    String second = first.replace("for a test", "by the one");
    Response changed = yaml(second).header("If-Match", tag).put(path());
    assertThat(changed.statusCode()).isEqualTo(200);
    String other = first.replace("for a test", "by the other");
    yaml(other).header("If-Match", tag).put(path()).then().statusCode(412);
    yaml(other)
        .header("If-Match", "W/" + changed.header("ETag"))
        .put(path())
        .then()
        .statusCode(412);
    yaml(other).header("If-None-Match", tag).put(path()).then().statusCode(400);
    given().header("If-Match", tag).delete(path()).then().statusCode(412);
    assertThat(given().get(path()).jsonPath().getString("description")).isEqualTo("by the one");

    String now = changed.header("ETag");
    given().header("If-None-Match", now).get(path()).then().statusCode(304);
    given().header("If-None-Match", tag).get(path()).then().statusCode(200).header("ETag", now);
    given().header("If-None-Match", tag).get(path() + "?version=1").then().statusCode(304);
    given().header("If-Match", now).delete(path()).then().statusCode(204);
    yaml(second).header("If-Match", now).put(path()).then().statusCode(412);
  }

  @Test
  void versionsAreListedAndCompared() {
    String first = Script.yaml(pipeline);
    put(pipeline, first);
    put(pipeline, first.replace("replace", "append"));

    JsonPath versions = given().get(path() + "/versions?limit=1").jsonPath();
    assertThat(versions.getList("items.version")).containsExactly(2);
    assertThat(
            given()
                .get(path() + "/versions?after=" + versions.getString("next"))
                .jsonPath()
                .getList("items.version"))
        .containsExactly(1);
    given().get("/api/v1/pipelines/nobody/versions").then().statusCode(404);

    JsonPath diff = given().get(path() + "/diff?from=1&to=2").jsonPath();
    assertThat(diff.getBoolean("same")).isFalse();
    assertThat(diff.getList("changes.path")).containsExactly("streams.s.outputs.t.mode");
    assertThat(diff.getString("changes[0].before")).isEqualTo("replace");
    assertThat(diff.getString("changes[0].after")).isEqualTo("append");
    assertThat(diff.getList("lines.op", String.class)).containsOnlyOnce("-").containsOnlyOnce("+");
    StringBuilder back = new StringBuilder();
    for (int i = 0; i < diff.getList("lines").size(); i++) {
      if (!diff.getString("lines[" + i + "].op").equals("+")) {
        back.append(diff.getString("lines[" + i + "].text")).append('\n');
      }
    }
    assertThat(back.toString()).isEqualTo(first);

    assertThat(yaml(first).post(path() + "/diff").jsonPath().getInt("from")).isEqualTo(2);
    assertThat(
            yaml(first.replace("replace", "append"))
                .post(path() + "/diff")
                .jsonPath()
                .getBoolean("same"))
        .isTrue();
    yaml("name: [").post(path() + "/diff").then().statusCode(422);
    JsonPath fresh = yaml(first).post("/api/v1/pipelines/nobody/diff").jsonPath();
    assertThat(fresh.getList("lines.op", String.class)).containsOnly("+");
  }

  @Test
  void theExportHasEveryPipelineAndIsAlwaysTheSame() throws Exception {
    put(pipeline, Script.yaml(pipeline));
    byte[] zip = given().get("/api/v1/pipelines/export").asByteArray();
    assertThat(given().get("/api/v1/pipelines/export").asByteArray()).isEqualTo(zip);
    List<String> names = new ArrayList<>();
    try (ZipInputStream files = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
        names.add(entry.getName());
        if (entry.getName().equals(pipeline + ".yaml")) {
          assertThat(new String(files.readAllBytes(), UTF_8)).isEqualTo(Script.yaml(pipeline));
        }
      }
    }
    assertThat(names).contains(pipeline + ".yaml");
    assertThat(names.stream().map(name -> name.replace(".yaml", ""))).isSorted();
  }

  @Test
  void pipelinesAreListedPageByPage() {
    for (String end : List.of("-a", "-b", "-c")) {
      put(pipeline + end, Script.yaml(pipeline + end));
    }
    List<String> names = new ArrayList<>();
    String after = "";
    do {
      JsonPath page =
          given()
              .get(
                  "/api/v1/pipelines?limit=2&q="
                      + pipeline.toUpperCase(java.util.Locale.ROOT)
                      + after)
              .jsonPath();
      names.addAll(page.getList("items.name"));
      after = page.get("next") == null ? "" : "&after=" + page.getString("next");
    } while (!after.isEmpty());
    assertThat(names).containsExactly(pipeline + "-a", pipeline + "-b", pipeline + "-c");
    given().get("/api/v1/pipelines?after=!").then().statusCode(400);
  }
}
