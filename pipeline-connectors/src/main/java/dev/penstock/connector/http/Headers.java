package dev.penstock.connector.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers may be set from outside (RFC 9110, section 5). */
public final class Headers {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

  /** What frames the message, signs in, or is the client's own. */
  private static final Set<String> OWN =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "cookie",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private Headers() {}

  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public static boolean isValue(String value) {
    return VALUE.matcher(value).matches();
  }

  /** Whether nobody but the client may set the header. */
  public static boolean isOwn(String name) {
    return OWN.contains(name.toLowerCase(Locale.ROOT));
  }

  static boolean isAuthorization(String name) {
    return name.equalsIgnoreCase(Auth.Header.AUTHORIZATION);
  }
}
