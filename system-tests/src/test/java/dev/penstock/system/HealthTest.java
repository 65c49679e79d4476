package dev.penstock.system;

import static dev.penstock.local.Component.API;
import static dev.penstock.local.Component.KAFKA;
import static dev.penstock.local.Component.LOADER;
import static dev.penstock.local.Component.POSTGRES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.system.PenstockClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the services say of themselves is true, also while what they need is away or hangs. */
class HealthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** The page promises five; a busy machine gets more. */
  private static final Duration ANSWER = Duration.ofSeconds(25);

  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> allReady());
  }

  private boolean allReady() {
    return Component.services().stream().allMatch(service -> status(service, "ready") == 200);
  }

  private int status(Component service, String what) {
    URI address = URI.create("http://127.0.0.1:" + bed.stack().port(service) + "/q/health/" + what);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(
              HttpRequest.newBuilder(address).timeout(ANSWER).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitAlone(Component service, int ready) {
    await(service.title())
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> status(service, "ready") == ready);
    assertThat(status(service, "live")).as(service.title()).isEqualTo(200);
    assertThat(status(service, "started")).as(service.title()).isEqualTo(200);
  }

  @Test
  void withoutABrokerNobodyIsReadyAndNobodyDies() {
    bed.stack().kill(KAFKA);

    for (Component service : Component.services()) {
      awaitAlone(service, 503);
    }
    JsonNode services = awaitServices("kafka is away", "broker", "down");
    assertThat(item(services, "loader").path("state").asText()).isEqualTo("unknown");

    bed.stack().start(KAFKA);
    for (Component service : Component.services()) {
      awaitAlone(service, 200);
    }
    awaitServices("kafka is back", "broker", "up");
  }

  @Test
  void aBrokerThatHangsHoldsNoAnswerUp() {
    bed.stack().suspend(KAFKA);

    for (Component service : Component.services()) {
      awaitAlone(service, 503);
    }

    bed.stack().resume(KAFKA);
    for (Component service : Component.services()) {
      awaitAlone(service, 200);
    }
  }

  @Test
  void withoutItsDatabaseTheApiIsNotReadyAndLives() {
    bed.stack().kill(POSTGRES);

    awaitAlone(API, 503);
    awaitServices("PostgreSQL is away", "database", "down");

    bed.stack().start(POSTGRES);
    awaitAlone(API, 200);
    awaitServices("PostgreSQL is back", "database", "up");
  }

  @Test
  void aServiceThatIsKilledIsDownUntilItIsStartedAgain() {
    bed.stack().kill(LOADER);

    await()
        .atMost(PATIENCE)
        .until(() -> item(services(), "loader").path("state").asText().equals("down"));
    assertThat(item(services(), "loader").path("message").asText()).isNotEmpty();

    bed.stack().start(LOADER);
    await()
        .atMost(PATIENCE)
        .until(() -> item(services(), "loader").path("state").asText().equals("up"));
  }

  private JsonNode services() {
    Answer answer = bed.client().get("/api/v1/services");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private JsonNode awaitServices(String when, String part, String state) {
    return await(when)
        .atMost(PATIENCE)
        .until(this::services, seen -> seen.path(part).path("state").asText().equals(state));
  }

  private static JsonNode item(JsonNode services, String name) {
    for (JsonNode item : services.path("items")) {
      if (item.path("name").asText().equals(name)) {
        return item;
      }
    }
    throw new AssertionError(services);
  }
}
