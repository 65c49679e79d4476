package dev.penstock.connector.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What requests carry so that the server knows who asks. Thread-safe. */
final class SignIn {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TOKEN_ANSWER = 64 * 1024;

  /** Asks for a token. */
  @FunctionalInterface
  interface TokenServer {
    Tokens.Token fetch(Auth.OAuth2 auth, Cancellation cancellation) throws IOException, Repeatable;
  }

  /** A header or a query parameter; one of the two names is empty. */
  record Proof(String header, String parameter, String value) {
    URI on(URI target) {
      return parameter.isEmpty() ? target : Urls.withQuery(target, Map.of(parameter, value));
    }

    void on(HttpRequest.Builder request) {
      if (!header.isEmpty()) {
        request.setHeader(header, value);
      }
    }

    @Override
    public String toString() {
      return "Proof[" + header + parameter + "]";
    }
  }

  private final Auth auth;
  private final TokenServer server;
  private final Tokens tokens = new Tokens();

  SignIn(Auth auth, TokenServer server) {
    this.auth = auth;
    this.server = server;
  }

  Optional<Proof> proof(Cancellation cancellation) throws IOException, Repeatable {
    return switch (auth) {
      case Auth.None _ -> Optional.empty();
      case Auth.Header header -> Optional.of(new Proof(header.name(), "", header.value()));
      case Auth.Query query -> Optional.of(new Proof("", query.name(), query.value()));
      case Auth.OAuth2 oauth -> {
        String token = tokens.get(() -> server.fetch(oauth, cancellation), cancellation);
        yield Optional.of(new Proof(Auth.Header.AUTHORIZATION, "", "Bearer " + token));
      }
    };
  }

  /** Whether a refusal may mean that a token has expired. */
  boolean renews() {
    return auth instanceof Auth.OAuth2;
  }

  /** Forgets a token that the server refused. */
  void refused(Optional<Proof> proof, Cancellation cancellation) {
    proof.ifPresent(p -> tokens.drop(p.value().substring("Bearer ".length()), cancellation));
  }

  static String form(Auth.OAuth2 auth) {
    String scope = auth.scope().isEmpty() ? "" : "&scope=" + Urls.encode(auth.scope());
    return "grant_type=client_credentials" + scope;
  }

  /** Reads a token server's answer; empty where it is something else. */
  static Optional<Tokens.Token> token(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_TOKEN_ANSWER);
    try {
      JsonNode answer = JSON.readTree(bytes);
      String token = answer.path("access_token").asText("");
      if (token.isEmpty() || !Headers.isValue(token)) {
        return Optional.empty();
      }
      long seconds = answer.path("expires_in").asLong(-1);
      return Optional.of(
          new Tokens.Token(
              token, seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds))));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
