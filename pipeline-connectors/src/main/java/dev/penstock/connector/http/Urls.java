package dev.penstock.connector.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Paths and queries as RFC 3986 has them. */
final class Urls {
  private static final String UNRESERVED = "-._~";
  private static final String IN_PATH = UNRESERVED + "!$&'()*+,;=:@/";
  private static final String IN_URL = IN_PATH + "?#[]";

  private Urls() {}

  /**
   * Where a URL leads to: two URLs of one origin reach the same server in the same way (RFC 6454).
   */
  record Origin(String scheme, String host, int port) {
    static Origin of(URI uri) {
      String scheme = lower(uri.getScheme());
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      return new Origin(scheme, lower(uri.getHost()), port);
    }

    private static String lower(String text) {
      return Optional.ofNullable(text).orElse("").toLowerCase(Locale.ROOT);
    }
  }

  /** Why a text is no path below a base URL; empty where it is one. */
  static Optional<String> refusal(String path) {
    if (path.startsWith("//") || path.contains("://")) {
      return Optional.of("A whole URL is refused.");
    }
    if (path.codePoints().anyMatch(c -> c == '\\' || c == '#' || c == '?' || isControl(c))) {
      return Optional.of("It holds ?, # or another character that no path may have.");
    }
    String plain = decoded(path);
    if (plain.codePoints().anyMatch(c -> c == '\\' || isControl(c))) {
      return Optional.of("It holds a character that no path may have.");
    }
    boolean dots =
        Arrays.stream(plain.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
    return dots ? Optional.of("A path with . or .. is refused.") : Optional.empty();
  }

  /**
   * A URL below {@code base}, whose path ends with a slash.
   *
   * @param path one without a {@link #refusal}; what is already escaped stays so
   */
  static URI below(URI base, String path, Map<String, String> query) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    String root = base.toString();
    // The base itself is meant without the slash that makes it a folder.
    String url = relative.isEmpty() ? root.substring(0, root.length() - 1) : root;
    return withQuery(URI.create(url + escape(relative, IN_PATH)), query);
  }

  /** The URL with these parameters, which take the place of others of their names. */
  static URI withQuery(URI uri, Map<String, String> parameters) {
    URI rest = uri;
    for (String name : parameters.keySet()) {
      rest = without(rest, name);
    }
    if (parameters.isEmpty()) {
      return rest;
    }
    String added =
        parameters.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    String query = rest.getRawQuery();
    return URI.create(pathOf(rest) + "?" + (query == null ? "" : query + "&") + added);
  }

  /** The URL without a parameter. */
  static URI without(URI uri, String parameter) {
    String query = uri.getRawQuery();
    if (query == null) {
      return uri;
    }
    String rest =
        Arrays.stream(query.split("&"))
            .filter(pair -> !decoded(pair.split("=", 2)[0]).equals(parameter))
            .collect(Collectors.joining("&"));
    return URI.create(pathOf(uri) + (rest.isEmpty() ? "" : "?" + rest));
  }

  /** The URL that a link leads to, without its fragment; empty where it is none. */
  static Optional<URI> resolve(URI from, String link) {
    try {
      String escaped = escape(link.strip(), IN_URL);
      // RFC 3986, section 5.2.2, where URI still follows RFC 2396.
      URI to = from.resolve(escaped.startsWith("?") ? from.getRawPath() + escaped : escaped);
      boolean web = to.getHost() != null && to.getRawUserInfo() == null;
      String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
      return web ? Optional.of(URI.create(pathOf(to) + query)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Everything but letters, digits and {@code -._~} escaped. */
  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String pathOf(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String escape(String text, String kept) {
    StringBuilder escaped = new StringBuilder();
    byte[] bytes = text.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean plain = c < 0x80 && Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0;
      if (plain || c == '%' && isEscape(bytes, i)) {
        escaped.append(c);
      } else {
        escaped.append('%').append("%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isEscape(byte[] bytes, int at) {
    return at + 2 < bytes.length
        && Character.digit(bytes[at + 1], 16) >= 0
        && Character.digit(bytes[at + 2], 16) >= 0;
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c);
  }
}
