package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PlainHttpTest extends ApiTestBase {
  /** Java's client asks to upgrade to HTTP/2; an answer to that may get lost. */
  @Test
  void aClientThatAsksForAnUpgradeIsAnsweredWithoutOne() throws Exception {
    URI address = URI.create("http://127.0.0.1:" + RestAssured.port + "/q/health/live");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
              BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }
}
