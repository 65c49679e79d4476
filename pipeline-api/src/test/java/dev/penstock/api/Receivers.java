package dev.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Whoever is told of runs: a web server whose answers a test decides, and a mail server. */
public class Receivers implements QuarkusTestResourceLifecycleManager {
  static final String SECRET = "whsec_Z2VoZWltZXMgU2NobHVlc3NlbGNoZW4=";
  static final String TOKEN = "token-that-nobody-may-see";
  static final String IN_ADDRESS = "T0PSECRET";

  /** What came, in its order. */
  static final List<Call> CALLS = new CopyOnWriteArrayList<>();

  /** What is answered to a pipeline's calls: a status; 200 if not said otherwise. */
  static final Map<String, Integer> ANSWERS = new ConcurrentHashMap<>();

  static final GreenMail MAILS = new GreenMail(smtp());

  private HttpServer server;

  private static ServerSetup smtp() {
    ServerSetup smtp = new ServerSetup(0, "127.0.0.1", "smtp");
    smtp.setServerStartupTimeout(60_000);
    return smtp;
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", Receivers::handle);
    server.start();
    MAILS.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + IN_ADDRESS + "/";
    return Map.ofEntries(
        Map.entry("penstock.notifiers.ops.type", "webhook"),
        Map.entry("penstock.notifiers.ops.url", url + "ops"),
        Map.entry("penstock.notifiers.ops.secret", SECRET),
        Map.entry("penstock.notifiers.ops.headers.X-Token", TOKEN),
        Map.entry("penstock.notifiers.gate.type", "webhook"),
        Map.entry("penstock.notifiers.gate.secret", SECRET),
        Map.entry("penstock.notifiers.gate.headers.X-Token", TOKEN),
        Map.entry("penstock.notifiers.gate.url", url + "gate"),
        Map.entry("penstock.notifiers.chat.type", "webhook"),
        Map.entry("penstock.notifiers.chat.url", url + "chat"),
        Map.entry("penstock.notifiers.chat.format", "slack"),
        Map.entry("penstock.notifiers.team.type", "email"),
        Map.entry("penstock.notifiers.team.to", "a@example.org,b@example.org"),
        Map.entry("penstock.notifiers.team.subject-prefix", "[etl]"),
        Map.entry("quarkus.mailer.host", "127.0.0.1"),
        Map.entry("quarkus.mailer.port", Integer.toString(MAILS.getSmtp().getPort())));
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
    MAILS.stop();
  }

  private static void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Call call =
          new Call(
              exchange.getRequestURI().getPath().replaceFirst(".*/", ""),
              exchange.getRequestHeaders().getFirst("webhook-id"),
              exchange.getRequestHeaders().getFirst("webhook-timestamp"),
              exchange.getRequestHeaders().getFirst("webhook-signature"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      int status =
          ANSWERS.entrySet().stream()
              .filter(answer -> call.body().contains(answer.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(200);
      // A test that has seen the call may change the answer.
      CALLS.add(call);
      byte[] body = ("no, " + TOKEN + " and " + SECRET).getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Calls that are about this. */
  static List<Call> about(String text) {
    return CALLS.stream().filter(call -> call.body().contains(text)).toList();
  }

  record Call(String notifier, String id, String timestamp, String signature, String body) {}
}
