package dev.penstock.connector.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAccessTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForAPathBelowTheBaseUrl() {
    server.on("/base/a%20b/c", "hello");

    assertThat(get(server.access(Map.of()), "a b/c")).isEqualTo("hello");
    assertThat(get(server.access(Map.of()), "/a%20b/c")).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "%2e%2e/x",
        "a/%2E%2e/x",
        "a/..%2fx",
        "a%5c..%5cx",
        "a\\b",
        "//other/x",
        "https://other/x",
        "a?b=c",
        "a#b",
        "a\nb",
        "a%0ab",
        "./a"
      })
  void refusesAPathThatIsNotBelowTheBaseUrl(String path) {
    PermanentException error =
        fails(PermanentException.class, () -> get(server.access(Map.of()), path));

    assertThat(error.problem().code()).isEqualTo("path-refused");
    assertThat(server.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 408})
  void triesAgainWhatMayPass(int status) {
    AtomicInteger count = new AtomicInteger();
    server.on(
        "/base/x",
        (seen, exchange) -> {
          if (count.incrementAndGet() < 3) {
            TestServer.send(exchange, status, "busy");
          } else {
            TestServer.send(exchange, 200, "fine");
          }
        });

    assertThat(get(server.access(Map.of()), "x")).isEqualTo("fine");
    assertThat(count).hasValue(3);
  }

  @Test
  void givesUpAfterSomeTriesAndLeavesTheRestToTheTask() {
    server.on("/base/x", (seen, exchange) -> TestServer.send(exchange, 503, "closed for repair"));

    TransientException error =
        fails(TransientException.class, () -> get(server.access(Map.of()), "x"));

    assertThat(server.seen()).hasSize(TestServer.HASTY.attempts());
    assertThat(error.problem().text())
        .contains("connection shop: x", "503", "It says: closed for repair");
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    AtomicInteger count = new AtomicInteger();
    server.on(
        "/base/x",
        (seen, exchange) -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          TestServer.send(exchange, count.incrementAndGet() == 1 ? 429 : 200, "x");
        });
    long start = System.nanoTime();

    get(server.access(Map.of()), "x");

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(950), Duration.ofSeconds(25));
  }

  @Test
  void readsSecondsAndDatesThatTheServerAsksFor() {
    Instant now = Instant.parse("2026-03-01T10:00:00Z");
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.ofInstant(now.plusSeconds(90), ZoneOffset.UTC));

    assertThat(Retries.retryAfter(Optional.of(date), clock)).contains(Duration.ofSeconds(90));
    assertThat(Retries.retryAfter(Optional.of(" 7 "), clock)).contains(Duration.ofSeconds(7));
    assertThat(Retries.retryAfter(Optional.of("Sun, 06 Nov 1994 08:49:37 GMT"), clock))
        .contains(Duration.ZERO);
    assertThat(Retries.retryAfter(Optional.of("soon"), clock)).isEmpty();
    assertThat(Retries.retryAfter(Optional.of("-5"), clock)).isEmpty();
    assertThat(TestServer.HASTY.delay(1, Optional.of(Duration.ofDays(3))))
        .isEqualTo(TestServer.HASTY.longest());
  }

  @Test
  void waitsLongerWithEachFailureUpToALimit() {
    Retries retries =
        new Retries(9, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(1));

    for (int attempt = 1; attempt < 80; attempt++) {
      long limit = Math.min(1000, 100L << Math.min(attempt - 1, 20));
      assertThat(retries.delay(attempt, Optional.empty()).toMillis()).isBetween(0L, limit);
    }
  }

  @Test
  void triesAgainWhereTheBodyBreaksOff() {
    AtomicInteger count = new AtomicInteger();
    server.on(
        "/base/x",
        (seen, exchange) -> {
          exchange.sendResponseHeaders(200, 100_000);
          int bytes = count.incrementAndGet() < 3 ? 50_000 : 100_000;
          exchange.getResponseBody().write("x".repeat(bytes).getBytes(UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });

    assertThat(get(server.access(Map.of()), "x")).hasSize(100_000);
    assertThat(count).hasValue(3);
  }

  @Test
  void aLostConnectionIsTransient() {
    HttpAccess access = server.access(Map.of());
    server.close();

    TransientException error = fails(TransientException.class, () -> get(access, "x"));

    assertThat(error.problem().code()).isEqualTo("connection-lost");
  }

  @ParameterizedTest
  @CsvSource({
    "400, request-refused",
    "401, request-denied",
    "403, request-denied",
    "404, not-found",
    "410, not-found",
    "422, request-refused",
    "304, request-refused"
  })
  void otherStatusesArePermanent(int status, String code) {
    server.on(
        "/base/x",
        (seen, exchange) ->
            TestServer.send(exchange, status, status == 304 ? "" : "{\"m\":\"no\"}"));

    PermanentException error =
        fails(PermanentException.class, () -> get(server.access(Map.of()), "x"));

    assertThat(error.problem().code()).isEqualTo(code);
    assertThat(error.problem().message()).contains("" + status);
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void aCertificateThatNobodyTrustsIsPermanent(@TempDir Path temp) throws Exception {
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(selfSigned(temp)));
    https.start();
    try {
      String url = "https://127.0.0.1:" + https.getAddress().getPort();

      PermanentException error =
          fails(PermanentException.class, () -> get(server.access(Map.of("url", url)), "x"));

      assertThat(error.problem().code()).isEqualTo("tls-failed");
    } finally {
      https.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no answer", "no body", "drops"})
  void givesUpOnASlowServer(String kind) {
    server.on(
        "/base/x",
        (seen, exchange) -> {
          if (!kind.equals("no answer")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
          }
          if (kind.equals("drops")) {
            drip(exchange);
          } else {
            server.hang();
          }
        });
    long start = System.nanoTime();

    TransientException error =
        fails(
            TransientException.class,
            () -> get(new HttpClients(once()).of(server.connection(Map.of("timeout", "1"))), "x"));

    assertThat(error.problem().code()).isEqualTo("timed-out");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no answer", "no body", "retry", "rate"})
  void cancelEndsEveryWait(String kind) {
    server.on(
        "/base/x",
        (seen, exchange) -> {
          if (kind.equals("retry")) {
            exchange.getResponseHeaders().set("Retry-After", "60");
            TestServer.send(exchange, 503, "");
            return;
          }
          if (!kind.equals("no answer")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
          }
          server.hang();
        });
    Retries patient =
        new Retries(5, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    HttpAccess access =
        new HttpClients(patient)
            .of(server.connection(kind.equals("rate") ? Map.of("rate_limit", "0.01") : Map.of()));
    if (kind.equals("rate")) {
      server.on("/base/first", "");
      get(access, "first");
    }
    long start = System.nanoTime();
    Cancellation soon = () -> System.nanoTime() - start > Duration.ofMillis(500).toNanos();

    fails(Cancelled.class, () -> get(access, "x", soon));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void anInterruptEndsAWait() {
    server.on("/base/x", (seen, exchange) -> server.hang());
    HttpAccess access = server.access(Map.of());

    Thread.currentThread().interrupt();
    fails(Cancelled.class, () -> get(access, "x"));

    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"honest", "endless", "bomb"})
  void refusesAResponseThatIsTooLong(String kind) {
    server.on(
        "/base/x",
        (seen, exchange) -> {
          switch (kind) {
            case "honest" -> TestServer.send(exchange, 200, new byte[200_000]);
            case "bomb" -> {
              exchange.getResponseHeaders().set("Content-Encoding", "gzip");
              TestServer.send(exchange, 200, gzip(new byte[50_000_000]));
            }
            default -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(new byte[10_000]);
              }
            }
          }
        });

    PermanentException error =
        fails(
            PermanentException.class,
            () -> get(server.access(Map.of("max_response_bytes", "100000")), "x"));

    assertThat(error.problem().code()).isEqualTo("response-too-long");
    assertThat(error.problem().advice()).contains("max_response_bytes");
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void undoesGzip() {
    server.on(
        "/base/x",
        (seen, exchange) -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          TestServer.send(exchange, 200, gzip("hello".getBytes(UTF_8)));
        });

    assertThat(get(server.access(Map.of()), "x")).isEqualTo("hello");
    assertThat(server.seen().getFirst().header("accept-encoding")).contains("gzip");
  }

  @Test
  void refusesARequestThatIsTooLong() {
    HttpAccess access = server.access(Map.of("max_request_bytes", "10"));
    HttpCall call =
        new HttpCall(
            HttpCall.Kind.DOCUMENT,
            access.target("x", Map.of()),
            Map.of(),
            Optional.of("{\"a\": \"long\"}"));

    fails(PermanentException.class, () -> access.exchange(call, Cancellation.NEVER, answer -> 1));

    assertThat(server.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsRedirectsOnItsHost(int status) {
    server
        .on("/base/x", (seen, exchange) -> redirect(exchange, status, "../y?a=1"))
        .on("/y", "there");

    assertThat(get(server.access(Map.of("auth", "bearer", "token", "t-secret")), "x"))
        .isEqualTo("there");
    assertThat(server.seen("/y").getFirst().header("authorization")).contains("Bearer t-secret");
  }

  @Test
  void refusesRedirectsToOtherPlaces() {
    try (TestServer other = new TestServer()) {
      other.on("/steal", "got you");
      for (String to :
          List.of(
              other.url() + "/steal",
              "https://127.0.0.1:" + server.port() + "/steal",
              "//127.0.0.2:" + server.port() + "/steal",
              "http://user:pw@127.0.0.1:" + server.port() + "/steal",
              "file:///etc/passwd",
              "http://[broken")) {
        server.on("/base/x", (seen, exchange) -> redirect(exchange, 302, to));

        PermanentException error =
            fails(PermanentException.class, () -> get(server.access(Map.of()), "x"));

        assertThat(error.problem().code()).as(to).isEqualTo("redirect-refused");
        assertThat(error.problem().text()).doesNotContain("127.0.0", "steal", "passwd");
      }
      assertThat(other.seen()).isEmpty();
      assertThat(server.seen("/steal")).isEmpty();
    }
  }

  @Test
  void anAllowedHostGetsNoCredentials() {
    try (TestServer other = new TestServer()) {
      other.on("/file", "from there");
      server.on(
          "/base/x", (seen, exchange) -> redirect(exchange, 302, other.url() + "/file?sig=1"));

      assertThat(
              get(
                  server.access(
                      Map.of(
                          "allow_hosts", "127.0.0.1:" + other.port(),
                          "auth", "bearer",
                          "token", "t-secret",
                          "header.X-Tenant", "h-secret")),
                  "x"))
          .isEqualTo("from there");
      assertThat(server.seen().getFirst().header("x-tenant")).contains("h-secret");
      assertThat(other.seen().toString()).contains("sig=1").doesNotContain("secret");
    }
  }

  @Test
  void endsARedirectLoop() {
    server.on("/base/x", (seen, exchange) -> redirect(exchange, 302, "/base/x"));

    PermanentException error =
        fails(PermanentException.class, () -> get(server.access(Map.of()), "x"));

    assertThat(error.problem().code()).isEqualTo("redirect-refused");
    assertThat(server.seen()).hasSize(6);
  }

  @Test
  void spreadsTheRequestsOfAllReadersOverTime() {
    server.on("/base/x", "x");
    HttpClients clients = new HttpClients(TestServer.HASTY);
    Map<String, String> settings = Map.of("rate_limit", "20");
    long start = System.nanoTime();

    IntStream.range(0, 11)
        .parallel()
        .forEach(i -> get(clients.of(server.connection(settings)), "x"));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void signsInAsItIsTold() {
    server.on("/base/x", "x");
    get(server.access(Map.of("auth", "basic", "username", "me", "password", "p-secret")), "x");
    get(server.access(Map.of("auth", "api_key", "api_key", "k-secret")), "x");
    get(server.access(Map.of("auth", "api_key", "api_key", "k 2", "api_key_query", "key")), "x");

    assertThat(server.seen().get(0).header("authorization"))
        .contains("Basic bWU6cC1zZWNyZXQ="); // me:p-secret
    assertThat(server.seen().get(1).header("x-api-key")).contains("k-secret");
    assertThat(server.seen().get(2).query()).isEqualTo("key=k%202");
  }

  @Test
  void getsATokenAndKeepsItAndRenewsItWhereItIsRefused() {
    AtomicInteger tokens = new AtomicInteger();
    server.on(
        "/token",
        (seen, exchange) ->
            TestServer.send(
                exchange,
                200,
                "{\"access_token\": \"token-%d\", \"token_type\": \"bearer\", \"expires_in\": 3600}"
                    .formatted(tokens.incrementAndGet())));
    server.on(
        "/base/x",
        (seen, exchange) -> {
          boolean good =
              seen.header("authorization").equals(Optional.of("Bearer token-" + tokens.get()));
          boolean expired = server.seen("/base/x").size() == 3;
          TestServer.send(exchange, good && !expired ? 200 : 401, "x");
        });
    HttpAccess access = server.access(oauth());

    for (int i = 0; i < 4; i++) {
      get(access, "x");
    }

    assertThat(tokens).hasValue(2);
    TestServer.Seen asked = server.seen("/token").getFirst();
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=read%20all");
    assertThat(asked.header("authorization")).contains("Basic bWU6Yy1zZWNyZXQlMjYx");
  }

  @Test
  void manyReadersGetOneToken() {
    server.on("/base/x", "x");
    server.on(
        "/token", (seen, exchange) -> TestServer.send(exchange, 200, "{\"access_token\": \"t\"}"));
    HttpAccess access = server.access(oauth());

    IntStream.range(0, 20).parallel().forEach(i -> get(access, "x"));

    assertThat(server.seen("/token")).hasSize(1);
  }

  @Test
  void aTokenThatExpiresIsRenewedBefore() {
    server.on("/base/x", "x");
    server.on(
        "/token",
        (seen, exchange) ->
            TestServer.send(exchange, 200, "{\"access_token\": \"t\", \"expires_in\": 0}"));
    HttpAccess access = server.access(oauth());

    get(access, "x");
    get(access, "x");

    assertThat(server.seen("/token")).hasSize(2);
  }

  @Test
  void aTokenIsRenewedOnceOnly() {
    server.on(
        "/token",
        (seen, exchange) -> TestServer.send(exchange, 200, "{\"access_token\": \"tok-secret\"}"));
    server.on("/base/x", (seen, exchange) -> TestServer.send(exchange, 401, "no"));

    PermanentException error =
        fails(PermanentException.class, () -> get(server.access(oauth()), "x"));

    assertThat(error.problem().code()).isEqualTo("request-denied");
    assertThat(server.seen("/token")).hasSize(2);
  }

  @Test
  void tellsWhereNoTokenIsGiven() {
    for (String answer :
        List.of("[1]", "{\"access_token\": 7e}", "", "{\"access_token\": \"a\\nb\"}")) {
      server.on("/token", (seen, exchange) -> TestServer.send(exchange, 200, answer));

      PermanentException error =
          fails(PermanentException.class, () -> get(server.access(oauth()), "x"));

      assertThat(error.problem().code()).isEqualTo("sign-in-failed");
    }
    server.on(
        "/token",
        (seen, exchange) -> TestServer.send(exchange, 400, "{\"error\": \"invalid_client\"}"));

    assertThat(
            fails(PermanentException.class, () -> get(server.access(oauth()), "x"))
                .problem()
                .message())
        .contains("400", "invalid_client");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500, 503})
  void noErrorTellsASecretThatTheServerRepeats(int status) {
    List<String> secrets = List.of("s3cr3t-T0ken/with+signs=", "an other secret 99", "X-Value-77");
    server.on(
        "/base/x",
        (seen, exchange) ->
            TestServer.send(exchange, status, seen.headers() + " " + seen.query() + " 127.0.0.1"));
    List<Map<String, String>> connections =
        List.of(
            Map.of("auth", "bearer", "token", secrets.get(0)),
            Map.of("auth", "basic", "username", "me", "password", secrets.get(1)),
            Map.of("auth", "api_key", "api_key", secrets.get(0), "api_key_query", "key"),
            Map.of("auth", "api_key", "api_key", secrets.get(1), "api_key_header", "X-Key"));
    for (Map<String, String> settings : connections) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("header.X-Extra", secrets.get(2));

      List<String> log = new ArrayList<>();
      PenstockException error =
          logging(log, () -> fails(PenstockException.class, () -> get(server.access(all), "x")));

      assertThat(log.toString()).doesNotContain(secrets).doesNotContain("s3cr3t", "an%20other");
      String told = error + error.problems().toString() + server.connection(all);
      assertThat(told)
          .doesNotContain(secrets)
          .doesNotContain("127.0.0.1")
          .doesNotContain("s3cr3t", "an%20other");
      assertThat(error).hasNoCause();
    }
  }

  @Test
  void theCheckTellsWhatWasFound() {
    server.on("/base", (seen, exchange) -> TestServer.send(exchange, 404, ""));
    server.on("/base/ok", "fine");
    server.on("/base/no", (seen, exchange) -> TestServer.send(exchange, 403, ""));
    HttpConnectionType type = new HttpConnectionType();

    assertThat(type.check(server.connection(Map.of())).ok()).isTrue();
    assertThat(type.check(server.connection(Map.of("check_path", "ok"))).ok()).isTrue();
    assertThat(type.check(server.connection(Map.of("check_path", "no"))).ok()).isFalse();
    assertThat(type.check(server.connection(Map.of("check_path", "missing"))).ok()).isFalse();
    server.on("/base/no", (seen, exchange) -> server.hang());
    long start = System.nanoTime();
    fails(
        TransientException.class, () -> type.check(server.connection(Map.of("check_path", "no"))));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  /** Notes everything that is logged meanwhile, at every level. */
  private static <T> T logging(List<String> log, Supplier<T> work) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            // The server of the test logs what it gets.
            if (!String.valueOf(entry.getLoggerName()).startsWith("com.sun.net.httpserver")) {
              log.add(
                  entry.getMessage() + Arrays.toString(entry.getParameters()) + entry.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    root.addHandler(handler);
    root.setLevel(Level.ALL);
    try {
      return work.get();
    } finally {
      root.setLevel(level);
      root.removeHandler(handler);
    }
  }

  private static SSLContext selfSigned(Path temp) throws Exception {
    Path store = temp.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=a",
                    "-storepass",
                    "changeit",
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static Retries once() {
    return new Retries(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  private Map<String, String> oauth() {
    return Map.of(
        "auth", "oauth2",
        "token_url", server.url() + "/token",
        "client_id", "me",
        "client_secret", "c-secret&1",
        "scope", "read all");
  }

  private static void drip(HttpExchange exchange) throws IOException {
    while (true) {
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      Thread.onSpinWait();
    }
  }

  static void redirect(HttpExchange exchange, int status, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    TestServer.send(exchange, status, "");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static String get(HttpAccess access, String path) {
    return get(access, path, Cancellation.NEVER);
  }

  private static String get(HttpAccess access, String path, Cancellation cancellation) {
    return access.exchange(
        HttpCall.get(HttpCall.Kind.DOCUMENT, access.target(path, Map.of())),
        cancellation,
        answer -> new String(answer.body().readAllBytes(), UTF_8));
  }

  private static <T extends Throwable> T fails(Class<T> type, Runnable work) {
    T error = catchThrowableOfType(type, work::run);
    assertThat(error).as("an error").isNotNull();
    return error;
  }
}
