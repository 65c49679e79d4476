package dev.penstock.service.logs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Puts {@code ***} in the place of configured secrets. Immutable. */
final class Redaction {
  /** Settings whose values are secret, by what their names say. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(penstock|kafka|quarkus[._]datasource)[._].*"
              + "(password|passwd|secret|token|credential|authori[sz]ation|jaas|passphrase|private"
              + "|api[._-]?key|access[._-]?key|account[._-]?key|mask[._]key|sas|header[._]).*");

  /** Settings that only name where a secret is. */
  private static final Pattern PLACE =
      Pattern.compile("(?i).*([._-](file|location|type|header|query)|token[._-]url)");

  private static final Pattern QUOTED = Pattern.compile("=\\s*[\"']([^\"']+)[\"']");
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s:]+:([^/@\\s]+)@");

  /** Shorter ones would tear words apart. */
  private static final int SHORTEST = 4;

  private final List<String> secrets;

  Redaction(Collection<String> values) {
    secrets =
        values.stream()
            .flatMap(value -> Stream.of(value, URLEncoder.encode(value, StandardCharsets.UTF_8)))
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** Of everything in the configuration that is secret by its name. */
  static Redaction of(Config config) {
    List<String> values = new ArrayList<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.regionMatches(true, 0, "penstock", 0, 8) || secret(name))
        .forEach(
            name -> {
              try {
                config
                    .getOptionalValue(name, String.class)
                    .ifPresent(value -> values.addAll(secrets(name, value)));
              } catch (RuntimeException e) {
                // A value that cannot be read is nobody's secret.
              }
            });
    return new Redaction(values);
  }

  private static boolean secret(String name) {
    return SECRET.matcher(name).matches() && !PLACE.matcher(name).matches();
  }

  private static List<String> secrets(String name, String value) {
    List<String> found = new ArrayList<>();
    Matcher login = USER_INFO.matcher(value);
    while (login.find()) {
      found.add(login.group(1));
    }
    if (secret(name)) {
      found.add(value.strip());
      Matcher parts = QUOTED.matcher(value);
      while (parts.find()) {
        found.add(parts.group(1));
      }
    }
    return found;
  }

  String apply(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }
}
