package dev.penstock.connector.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.List;

/** How a connection signs in. */
sealed interface Auth {
  /** Texts that nobody may see. */
  List<String> secrets();

  /** Nobody signs in. */
  record None() implements Auth {
    @Override
    public List<String> secrets() {
      return List.of();
    }
  }

  /** A header with each request. */
  record Header(String name, String value, List<String> secrets) implements Auth {
    static final String AUTHORIZATION = "Authorization";

    static Header bearer(String token) {
      return new Header(AUTHORIZATION, "Bearer " + token, List.of(token));
    }

    static Header basic(String user, String password) {
      String pair = base64(user + ":" + password);
      return new Header(AUTHORIZATION, "Basic " + pair, List.of(password, pair));
    }

    @Override
    public String toString() {
      return "Header[" + name + "]";
    }
  }

  /** A query parameter with each request. */
  record Query(String name, String value) implements Auth {
    @Override
    public List<String> secrets() {
      return List.of(value);
    }

    @Override
    public String toString() {
      return "Query[" + name + "]";
    }
  }

  /** Client credentials (RFC 6749, section 4.4) for a token that expires. */
  record OAuth2(URI tokenUrl, String clientId, String clientSecret, String scope) implements Auth {
    /** The value of the header that asks for a token (RFC 6749, section 2.3.1). */
    String basic() {
      return "Basic " + base64(Urls.encode(clientId) + ":" + Urls.encode(clientSecret));
    }

    @Override
    public List<String> secrets() {
      return List.of(clientSecret, base64(Urls.encode(clientId) + ":" + Urls.encode(clientSecret)));
    }

    @Override
    public String toString() {
      return "OAuth2[" + clientId + "]";
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
