package dev.penstock.connector.http;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a connection's settings and collects what is wrong with them, never their values. */
final class SettingsReader {
  private static final int MAX_SECONDS = 3600;
  private static final int MAX_CONNECT_SECONDS = 300;
  private static final int MAX_RESPONSE = 256 << 20;
  private static final int MAX_REQUEST = 16 << 20;
  private static final long MAX_FILE = 1L << 40;
  private static final double MAX_RATE = 10_000;

  private final Connection connection;
  private final List<Problem> problems = new ArrayList<>();

  SettingsReader(Connection connection) {
    this.connection = connection;
  }

  HttpSettings read() {
    known();
    Optional<URI> base = url("url");
    Auth auth = auth();
    Map<String, String> headers = headers(auth);
    Set<String> hosts =
        Stream.of(text("allow_hosts").orElse("").split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .collect(Collectors.toSet());
    if (!hosts.stream().allMatch(host -> host.matches("[a-z0-9.\\-\\[\\]]+(:[0-9]{1,5})?"))) {
      wrong("allow_hosts", "Hosts separated by commas were expected, without a scheme or a path.");
    }
    String checkPath = text("check_path").orElse("");
    Urls.refusal(checkPath).ifPresent(why -> wrong("check_path", why));
    double rate = rate();
    Duration timeout = Duration.ofSeconds(number("timeout", 30, MAX_SECONDS));
    Duration connect = Duration.ofSeconds(number("connect_timeout", 10, MAX_CONNECT_SECONDS));
    long response = number("max_response_bytes", 16 << 20, MAX_RESPONSE);
    long request = number("max_request_bytes", 1 << 20, MAX_REQUEST);
    long file = number("max_file_bytes", 1L << 30, MAX_FILE);
    if (!problems.isEmpty() || base.isEmpty()) {
      throw new PermanentException(problems);
    }
    return new HttpSettings(
        connection.name(),
        base.get(),
        auth,
        headers,
        hosts,
        rate,
        timeout,
        connect,
        response,
        request,
        file,
        checkPath);
  }

  private void known() {
    List<String> names = HttpSettings.SPEC.stream().map(Option::name).toList();
    for (String name : new TreeSet<>(connection.settings().keySet())) {
      if (!names.contains(name) && !name.startsWith(HttpSettings.HEADER_PREFIX)) {
        problems.add(
            new Problem(
                "wrong-connection",
                place(name),
                "There is no such setting.",
                NearMiss.advice(name, names, "The settings")));
      }
    }
  }

  private Auth auth() {
    String kind = text("auth").orElse("none");
    return switch (kind) {
      case "none" -> new Auth.None();
      case "bearer" -> Auth.Header.bearer(visible("token"));
      case "basic" -> Auth.Header.basic(needed("username"), needed("password"));
      case "api_key" -> apiKey();
      case "oauth2" ->
          new Auth.OAuth2(
              url("token_url").orElse(URI.create("https://localhost/")),
              needed("client_id"),
              needed("client_secret"),
              text("scope").orElse(""));
      default -> {
        wrong("auth", "none, bearer, basic, api_key or oauth2 was expected.");
        yield new Auth.None();
      }
    };
  }

  private Auth apiKey() {
    Optional<String> query = text("api_key_query");
    Optional<String> header = text("api_key_header");
    if (query.isPresent()) {
      if (header.isPresent()) {
        wrong("api_key_query", "Either api_key_header or api_key_query was expected, not both.");
      }
      return new Auth.Query(query.get(), needed("api_key"));
    }
    String name = header.orElse("X-Api-Key");
    if (!Headers.isName(name) || Headers.isOwn(name) && !Headers.isAuthorization(name)) {
      wrong("api_key_header", "The name of a header was expected that is free to set.");
    }
    String key = visible("api_key");
    return new Auth.Header(name, key, List.of(key));
  }

  private Map<String, String> headers(Auth auth) {
    Map<String, String> headers = new HashMap<>();
    connection
        .settings()
        .forEach(
            (setting, value) -> {
              if (setting.startsWith(HttpSettings.HEADER_PREFIX)) {
                String name = setting.substring(HttpSettings.HEADER_PREFIX.length());
                boolean taken =
                    auth instanceof Auth.Header header && header.name().equalsIgnoreCase(name);
                if (!Headers.isName(name) || Headers.isOwn(name) || taken) {
                  wrong(setting, "The name of a header was expected that is free to set.");
                } else if (!Headers.isValue(value)) {
                  wrong(setting, "One line of ASCII text was expected.");
                } else {
                  headers.put(name, value);
                }
              }
            });
    return headers;
  }

  /** An absolute URL of a host, its path ending with a slash where it is the base. */
  private Optional<URI> url(String setting) {
    String text = needed(setting);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text.strip());
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      boolean web = (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
      boolean bare = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      boolean base = setting.equals("url");
      if (web && bare && !(base && uri.getRawQuery() != null)) {
        String path = uri.getRawPath();
        boolean folder = !base || path.endsWith("/");
        return Optional.of(
            URI.create(
                scheme
                    + "://"
                    + uri.getRawAuthority()
                    + path
                    + (folder ? "" : "/")
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())));
      }
    } catch (IllegalArgumentException e) {
      // Its text would repeat the URL, which may hold a password.
    }
    wrong(
        setting,
        "A URL such as https://api.example.com/v1 was expected, without user, password, query or #.");
    return Optional.empty();
  }

  private double rate() {
    Optional<String> text = text("rate_limit");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      double rate = Double.parseDouble(text.get());
      if (rate >= 1.0 / MAX_SECONDS && rate <= MAX_RATE) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    wrong("rate_limit", "A number of requests per second was expected, at most 10000.");
    return 0;
  }

  private long number(String setting, long otherwise, long most) {
    Optional<String> text = text(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get().strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    wrong(setting, "A whole number from 1 to " + most + " was expected.");
    return otherwise;
  }

  /** A needed text that a header can carry. */
  private String visible(String setting) {
    String value = needed(setting);
    if (!Headers.isValue(value)) {
      wrong(setting, "One line of ASCII text was expected.");
    }
    return value;
  }

  private String needed(String setting) {
    Optional<String> value = text(setting);
    if (value.isEmpty()) {
      wrong(setting, "It is missing.");
    }
    return value.orElse("");
  }

  private Optional<String> text(String setting) {
    return connection.setting(setting).filter(value -> !value.isBlank());
  }

  private void wrong(String setting, String message) {
    problems.add(new Problem("wrong-connection", place(setting), message, ""));
  }

  private String place(String setting) {
    return "connection " + connection.name() + ", setting " + setting;
  }
}
