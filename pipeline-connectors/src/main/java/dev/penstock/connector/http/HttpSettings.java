package dev.penstock.connector.http;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A connection's settings, checked.
 *
 * @param base its path ends with a slash
 * @param headers sent with every request to the base's host
 * @param redirectHosts other hosts that a redirect may lead to, {@code host} or {@code host:port}
 * @param rateLimit requests per second; 0 for no limit
 * @param checkPath what {@code check} asks for, relative to the base
 */
record HttpSettings(
    String connection,
    URI base,
    Auth auth,
    Map<String, String> headers,
    Set<String> redirectHosts,
    double rateLimit,
    Duration timeout,
    Duration connectTimeout,
    long maxResponseBytes,
    long maxRequestBytes,
    long maxFileBytes,
    String checkPath) {
  /** Settings whose names start so are headers. */
  static final String HEADER_PREFIX = "header.";

  static final List<Option> SPEC =
      List.of(
          new Option(
              "url",
              OptionType.TEXT,
              true,
              "",
              "The base URL, `https://…` or `http://…`. Paths in pipelines are relative to it; requests"
                  + " never go to another host or scheme.",
              List.of()),
          new Option(
              "auth",
              OptionType.TEXT,
              false,
              "none",
              "How to sign in.",
              List.of("none", "bearer", "basic", "api_key", "oauth2")),
          text("token", "The token of `auth: bearer`."),
          text("username", "The user of `auth: basic`."),
          text("password", "The password of `auth: basic`."),
          text("api_key", "The key of `auth: api_key`."),
          text(
              "api_key_header",
              "The header that carries the key; `X-Api-Key` where neither is set."),
          text("api_key_query", "The query parameter that carries the key."),
          text(
              "token_url",
              "Where `auth: oauth2` gets its tokens, by client credentials. A token is kept until"
                  + " shortly before it expires, and renewed once where it is refused."),
          text("client_id", "The client of `auth: oauth2`."),
          text("client_secret", "The client's secret."),
          text("scope", "The scopes to ask for, separated by blanks."),
          text("header.NAME", "A further header, for example `header.X-Tenant`."),
          text(
              "allow_hosts",
              "Other hosts that a redirect may lead to, separated by commas, each as `host` or"
                  + " `host:port`. They get no credentials and no further headers."),
          new Option(
              "rate_limit",
              OptionType.NUMBER,
              false,
              "",
              "Requests per second of one process over this connection, for example `5` or `0.5`.",
              List.of()),
          number(
              "timeout",
              "30",
              "Seconds to wait for a whole response; of a file, for its beginning and for each further"
                  + " piece. At most 3600."),
          number("connect_timeout", "10", "Seconds to wait for a connection. At most 300."),
          number(
              "max_response_bytes",
              "16777216",
              "The longest response that is held in memory, such as a page of an API; at most"
                  + " 268435456."),
          number("max_request_bytes", "1048576", "The longest request body; at most 16777216."),
          number(
              "max_file_bytes",
              "1073741824",
              "The longest file that is downloaded to the temporary folder."),
          text("check_path", "What a check of the connection asks for, relative to `url`."));

  HttpSettings {
    headers = Map.copyOf(headers);
    redirectHosts = Set.copyOf(redirectHosts);
  }

  /**
   * @throws dev.penstock.error.PermanentException with every mistake
   */
  static HttpSettings of(Connection connection) {
    return new SettingsReader(connection).read();
  }

  Secrets secrets() {
    List<String> all = new ArrayList<>(auth.secrets());
    all.addAll(headers.values());
    return new Secrets(all);
  }

  /** The same connection for somebody who does not wait long. */
  HttpSettings hurried(Duration limit) {
    return new HttpSettings(
        connection,
        base,
        auth,
        headers,
        redirectHosts,
        rateLimit,
        timeout.compareTo(limit) < 0 ? timeout : limit,
        connectTimeout.compareTo(limit) < 0 ? connectTimeout : limit,
        maxResponseBytes,
        maxRequestBytes,
        maxFileBytes,
        checkPath);
  }

  /** Without the settings, which hold secrets. */
  @Override
  public String toString() {
    return "HttpSettings[" + connection + "]";
  }

  private static Option text(String name, String description) {
    return new Option(name, OptionType.TEXT, false, "", description, List.of());
  }

  private static Option number(String name, String otherwise, String description) {
    return new Option(name, OptionType.NUMBER, false, otherwise, description, List.of());
  }
}
