package dev.penstock.system.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An organisation's log-in: as much of OpenID Connect as the authorization code flow of a browser
 * needs. Everybody is let in who gives a name and does not refuse; groups are those of {@link
 * #member}. Another site than the API's for a browser. Thread-safe.
 */
final class OidcProvider implements AutoCloseable {
  static final String CLIENT = "penstock";
  static final String SECRET = "a-client-secret-of-the-tests-that-is-long-enough";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIFE_SECONDS = 600;
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><title>Log in</title><link rel="icon" href="data:,"></head>
      <body><main><h1>The organisation's log-in</h1><form action="/decide">
      <input type="hidden" name="query" value="%s">
      <label>Name <input name="name"></label>
      <button name="answer" value="yes">Agree</button> <button name="answer" value="no">Refuse</button>
      </form></main></body></html>
      """;

  private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final KeyPair keys = keys();
  private final HttpServer server;

  private record Grant(String name, String redirect) {}

  OidcProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void member(String name, String... of) {
    groups.put(name, List.of(of));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> json(exchange, 200, discovery());
        case "/jwks" -> json(exchange, 200, jwks());
        case "/authorize" ->
            send(
                exchange,
                200,
                "text/html; charset=utf-8",
                PAGE.formatted(exchange.getRequestURI().getRawQuery().replace("&", "&amp;")));
        case "/decide" -> decide(exchange, query);
        case "/token" -> token(exchange);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private ObjectNode discovery() {
    ObjectNode document =
        JsonNodeFactory.instance
            .objectNode()
            .put("issuer", url())
            .put("authorization_endpoint", url() + "/authorize")
            .put("token_endpoint", url() + "/token")
            .put("jwks_uri", url() + "/jwks");
    document.putArray("response_types_supported").add("code");
    document.putArray("subject_types_supported").add("public");
    document.putArray("id_token_signing_alg_values_supported").add("RS256");
    return document;
  }

  private ObjectNode jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    set.putArray("keys")
        .addObject()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("alg", "RS256")
        .put("kid", "one")
        .put("n", number(key.getModulus()))
        .put("e", number(key.getPublicExponent()));
    return set;
  }

  /** Sends the browser back with a code, or with the refusal. */
  private void decide(HttpExchange exchange, Map<String, String> form) throws IOException {
    Map<String, String> asked = form(form.getOrDefault("query", ""));
    String redirect = asked.getOrDefault("redirect_uri", "");
    if (!CLIENT.equals(asked.get("client_id")) || !"code".equals(asked.get("response_type"))) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    String answer;
    if ("yes".equals(form.get("answer"))) {
      String code = UUID.randomUUID().toString();
      grants.put(code, new Grant(form.getOrDefault("name", ""), redirect));
      answer = "code=" + code;
    } else {
      answer = "error=access_denied&error_description=They+did+not+agree";
    }
    String state = URLEncoder.encode(asked.getOrDefault("state", ""), UTF_8);
    exchange.getResponseHeaders().add("Location", redirect + "?" + answer + "&state=" + state);
    exchange.sendResponseHeaders(302, -1);
  }

  /**
   * A code is good once, for the client that can show its secret, at the address it was made for.
   */
  private void token(HttpExchange exchange) throws IOException {
    String basic = Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
    Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Grant grant = grants.remove(form.getOrDefault("code", ""));
    if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || grant == null
        || !grant.redirect().equals(form.get("redirect_uri"))) {
      json(exchange, 400, JsonNodeFactory.instance.objectNode().put("error", "invalid_grant"));
      return;
    }
    String token = signed(claims(grant.name()));
    json(
        exchange,
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("token_type", "Bearer")
            .put("expires_in", LIFE_SECONDS)
            .put("access_token", token)
            .put("id_token", token));
  }

  private ObjectNode claims(String name) {
    long now = Instant.now().getEpochSecond();
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iss", url())
            .put("aud", CLIENT)
            .put("sub", "id-of-" + name)
            .put("preferred_username", name)
            .put("iat", now)
            .put("exp", now + LIFE_SECONDS);
    groups.getOrDefault(name, List.of()).forEach(claims.putArray("groups")::add);
    return claims;
  }

  private String signed(JsonNode claims) {
    String text =
        base64("{\"alg\":\"RS256\",\"kid\":\"one\"}".getBytes(UTF_8))
            + "."
            + base64(claims.toString().getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without the sign's byte. */
  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int start = bytes[0] == 0 ? 1 : 0;
    return base64(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsString(body));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> form(@Nullable String raw) {
    Map<String, String> all = new HashMap<>();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        all.put(
            URLDecoder.decode(part.substring(0, equals), UTF_8),
            URLDecoder.decode(part.substring(equals + 1), UTF_8));
      }
    }
    return all;
  }
}
