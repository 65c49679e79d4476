package dev.penstock.api.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.api.hooks.Notifier.WebhookFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls over a real connection, with the faults that receivers have. */
class WebhooksTest {
  private static final String EVENT =
      """
      {"data": {"summary": "orders failed: <b> & co", "pipeline": "orders", "runId": "17"}}""";

  private static final String TOKEN = "geheimes-token";
  private static final String SECRET = "geheimnis";
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private static final Duration SHORT = Duration.ofSeconds(3);

  private final Webhooks webhooks = webhooks(Duration.ofSeconds(30));
  private ExecutorService threads;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void sendsTheEventSignedAndWithTheHeadersOfTheOperator() throws Exception {
    answer(204, "");

    Outcome outcome = send(WebhookFormat.PENSTOCK);

    assertThat(outcome).isEqualTo(new Outcome.Delivered());
    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.body()).isEqualTo(EVENT);
              assertThat(call.header("content-type")).isEqualTo("application/cloudevents+json");
              assertThat(call.header("x-token")).isEqualTo(TOKEN);
              assertThat(call.header("webhook-id")).isEqualTo("msg_1");
              assertThat(call.header("webhook-timestamp")).isEqualTo("1772323200");
              assertThat(call.header("webhook-signature"))
                  .isEqualTo(SigningKey.of(SECRET).sign("msg_1", 1_772_323_200, EVENT));
            });
  }

  @Test
  void tellsSlackInWordsWithoutItsMarks() throws Exception {
    answer(200, "ok");

    assertThat(send(WebhookFormat.SLACK)).isEqualTo(new Outcome.Delivered());
    assertThat(calls.getFirst().body())
        .startsWith("{\"text\":\"orders failed: &lt;b&gt; &amp; co.");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503})
  void triesAgainWhatMayPass(int status) throws Exception {
    answer(status, "busy");

    assertThat(send(WebhookFormat.PENSTOCK))
        .isEqualTo(Outcome.passing("the receiver answered " + status + ": busy"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422})
  void givesUpWhereTheReceiverWillNeverTakeIt(int status) throws Exception {
    answer(status, "no");

    assertThat(send(WebhookFormat.PENSTOCK))
        .isEqualTo(Outcome.lasting("the receiver answered " + status + ": no"));
  }

  @Test
  void followsNoRedirect() throws Exception {
    answer(307, "");

    assertThat(send(WebhookFormat.PENSTOCK))
        .isEqualTo(Outcome.lasting("the receiver answered 307, a redirect, which is not followed"));
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "Sun, 1 Mar 2026 00:00:07 GMT"})
  void honoursWhenTheReceiverWantsToBeAskedAgain(String after) throws Exception {
    handle(
        call -> {
          call.getResponseHeaders().add("Retry-After", after);
          call.sendResponseHeaders(429, -1);
        });

    assertThat(send(WebhookFormat.PENSTOCK))
        .isEqualTo(
            new Outcome.Failed(
                "the receiver answered 429", false, Optional.of(Duration.ofSeconds(7))));
  }

  @Test
  void waitsAtMostAnHourForAReceiver() throws Exception {
    handle(
        call -> {
          call.getResponseHeaders()
              .add(
                  "Retry-After",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      NOW.plus(Duration.ofDays(90)).atOffset(ZoneOffset.UTC)));
          call.sendResponseHeaders(503, -1);
        });

    assertThat(send(WebhookFormat.PENSTOCK))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.after()).contains(Duration.ofHours(1)));
  }

  @Test
  void doesNotWaitForASlowReceiver() throws Exception {
    handle(call -> await());

    assertThat(send(webhooks(SHORT), WebhookFormat.PENSTOCK))
        .isEqualTo(Outcome.passing("the receiver did not answer in time"));
  }

  @Test
  void doesNotWaitForASlowBody() throws Exception {
    handle(
        call -> {
          call.sendResponseHeaders(500, 10);
          call.getResponseBody().write('a');
          call.getResponseBody().flush();
          await();
        });

    assertThat(send(webhooks(SHORT), WebhookFormat.PENSTOCK))
        .isEqualTo(Outcome.passing("the receiver did not answer in time"));
  }

  @Test
  void readsTheBeginningOfAHugeAnswerAlone() throws Exception {
    handle(
        call -> {
          call.sendResponseHeaders(500, 0);
          byte[] block = "x".repeat(1 << 20).getBytes(UTF_8);
          try (OutputStream body = call.getResponseBody()) {
            for (int i = 0; i < 100_000; i++) {
              body.write(block);
            }
          } catch (IOException e) {
            // The caller has read enough.
          }
        });

    assertThat(send(WebhookFormat.PENSTOCK))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.error())
                    .startsWith("the receiver answered 500: xx")
                    .hasSizeLessThan(240));
  }

  @Test
  void doesNotRepeatSecretsThatTheReceiverRepeats() throws Exception {
    answer(400, "you sent " + TOKEN + ", knowing " + SECRET + ", to /hook/T0K/en?key=geheimer");

    assertThat(send(WebhookFormat.PENSTOCK))
        .isEqualTo(
            Outcome.lasting("the receiver answered 400: you sent ***, knowing ***, to ***?***"));
  }

  @Test
  void saysThatNobodyListensWithoutSayingWhere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    Webhook gone =
        new Webhook(
            "gone",
            URI.create("http://127.0.0.1:" + port + "/geheim"),
            Optional.empty(),
            Map.of(),
            WebhookFormat.PENSTOCK);

    assertThat(webhooks.send(gone, "msg_1", EVENT))
        .isEqualTo(Outcome.passing("the receiver cannot be reached"));
    assertThat(gone.toString()).doesNotContain("geheim");
  }

  private static Webhooks webhooks(Duration patience) {
    return new Webhooks(Clock.fixed(NOW, ZoneOffset.UTC), patience);
  }

  private Outcome send(WebhookFormat format) throws InterruptedException {
    return send(webhooks, format);
  }

  private Outcome send(Webhooks sender, WebhookFormat format) throws InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/T0K/en?key=geheimer");
    Webhook webhook =
        new Webhook(
            "ops", uri, Optional.of(SigningKey.of(SECRET)), Map.of("X-Token", TOKEN), format);
    return sender.send(webhook, "msg_1", EVENT);
  }

  private void answer(int status, String body) {
    handle(
        call -> {
          byte[] bytes = body.getBytes(UTF_8);
          call.getResponseHeaders().add("Location", "/elsewhere");
          call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          if (bytes.length > 0) {
            call.getResponseBody().write(bytes);
          }
        });
  }

  private void handle(Answer answer) {
    server.createContext(
        "/",
        call -> {
          calls.add(new Call(call, new String(call.getRequestBody().readAllBytes(), UTF_8)));
          try (call) {
            answer.give(call);
          }
        });
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Call(HttpExchange exchange, String body) {
    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  /** What the receiver does. */
  @FunctionalInterface
  private interface Answer {
    void give(HttpExchange call) throws IOException;
  }
}
