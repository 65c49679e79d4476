package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.messaging.Json;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.LogLine;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LogsTest extends ApiTestBase {
  private static final Logger LOG = Logger.getLogger(LogsTest.class);

  @Inject DataSource database;

  @Test
  void aRunsLogHasTheLinesOfAllServices() {
    String id = submit();
    services.send(line(id, "WARN", "extractor", "s", "a", "page 3 is tried again", 4));
    services.send(line(id, "INFO", "loader", "s", "a", "split loaded; rows=20", 0));
    services.send(line(UUID.randomUUID().toString(), "INFO", "loader", null, null, "lost", 0));
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(logs(id, "").getList("items.message", String.class))
                    .contains("page 3 is tried again", "split loaded; rows=20")
                    .anyMatch(message -> message.startsWith("run accepted"))
                    .anyMatch(message -> message.startsWith("run is CANCELLED")));
    assertThat(logs(id, "").getLong("dropped")).isEqualTo(4);
    assertThat(logs(id, "level=warn").getList("items.service")).containsExactly("extractor");
    assertThat(logs(id, "service=loader").getList("items.split")).containsExactly("a");
    assertThat(logs(id, "q=TRIED").getList("items")).hasSize(1);
    JsonPath page = logs(id, "limit=1");
    assertThat(page.getList("items")).hasSize(1);
    assertThat(logs(id, "limit=1&after=" + page.getString("next")).getList("items"))
        .isNotEqualTo(page.getList("items"))
        .hasSize(1);
    assertThat(given().accept("text/plain").get("/api/v1/runs/" + id + "/logs").asString())
        .contains("WARN  extractor s/a: page 3 is tried again\n");
    given().get("/api/v1/runs/" + id + "/logs?level=loud").then().statusCode(400);
    given().get("/api/v1/runs/nothing/logs").then().statusCode(404);
  }

  @Test
  void noLineOfARunIsToldBeforeTheRunIsThere() throws Exception {
    put(pipeline, Script.yaml(pipeline));
    CompletableFuture<String> submitted;
    try (Connection holder = database.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      // The request is held up between its first line and its end.
      statement.execute("lock table outbox in share mode");
      submitted =
          CompletableFuture.supplyAsync(
              () -> given().post("/api/v1/pipelines/" + pipeline + "/runs").path("id"));
      await().atMost(PATIENCE).until(() -> waits(statement));
      // Long enough for a line that is not held back to be read, and lost.
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      holder.rollback();
    }
    String id = submitted.get(60, TimeUnit.SECONDS);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(logs(id, "service=api").getList("items.message", String.class))
                    .anyMatch(message -> message.startsWith("run accepted"))
                    .anyMatch(message -> message.startsWith("run is RUNNING")));
  }

  private static boolean waits(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                + " and query ilike 'insert into outbox%'")) {
      return rows.next();
    }
  }

  @Test
  void theNewestLinesOfARunAreKept() {
    String id = submit();
    try (KafkaProducer<String, byte[]> producer = kafka.producer()) {
      for (int i = 0; i < 6_000; i++) {
        producer.send(line(id, "INFO", "loader", null, null, "line " + i, 0));
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(logs(id, "q=line 5999").getList("items")).hasSize(1));
    assertThat(logs(id, "").getLong("dropped")).isBetween(500L, 1_100L);
    assertThat(logs(id, "q=line 17").getList("items.message")).doesNotContain("line 17");
  }

  @Test
  void secretsAreNotSent() {
    String id = submit();
    try (LogContext context = LogContext.of(id)) {
      LOG.info("signed in with secret-password at the shop");
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(logs(id, "q=signed").getList("items.message"))
                    .isEqualTo(List.of("signed in with *** at the shop")));
  }

  private JsonPath logs(String id, String query) {
    return given()
        .get("/api/v1/runs/" + id + "/logs" + (query.isEmpty() ? "" : "?" + query))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static ProducerRecord<String, byte[]> line(
      String run,
      String level,
      String service,
      String stream,
      String split,
      String message,
      long dropped) {
    return new ProducerRecord<>(
        Topics.LOGS,
        run,
        Json.write(
            new LogLine(
                System.currentTimeMillis(), level, service, run, stream, split, message, dropped)));
  }
}
