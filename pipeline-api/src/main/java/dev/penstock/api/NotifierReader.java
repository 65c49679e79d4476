package dev.penstock.api;

import dev.penstock.api.HookConfig.NotifierConfig;
import dev.penstock.api.hooks.Notifier;
import dev.penstock.api.hooks.Notifier.Email;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.api.hooks.Notifier.WebhookFormat;
import dev.penstock.api.hooks.Notifiers;
import dev.penstock.api.hooks.SigningKey;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.HookDefinition.When;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what the operator configured of notifiers and hooks; no message shows a secret. */
final class NotifierReader {
  private static final String ROOT = "penstock.notifiers.";

  private NotifierReader() {}

  static Notifiers notifiers(Map<String, NotifierConfig> configured) {
    return notifiers(configured, List.of());
  }

  /**
   * @param inner those that are none of the configured ones
   */
  static Notifiers notifiers(
      Map<String, NotifierConfig> configured, List<? extends Notifier> inner) {
    List<Notifier> notifiers = new ArrayList<>();
    configured.forEach((name, config) -> notifiers.add(notifier(name, config)));
    return new Notifiers(notifiers, inner);
  }

  /** Hooks of all pipelines. */
  static List<HookDefinition> hooks(Map<String, List<String>> configured, Notifiers notifiers) {
    List<HookDefinition> hooks = new ArrayList<>();
    configured.forEach(
        (moment, names) -> {
          String where = "penstock.hooks." + moment;
          When when = when(moment, where);
          for (String name : names) {
            if (notifiers.find(name).isEmpty()) {
              throw wrong(
                  where,
                  "There is no notifier `" + name + "`.",
                  NearMiss.advice(name, notifiers.names(), "The notifiers"));
            }
            hooks.add(
                new HookDefinition(
                    when,
                    name,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    HookDefinition.USUAL_TIMEOUT));
          }
        });
    return hooks;
  }

  private static When when(String moment, String where) {
    String word = moment.replace('-', '_');
    List<String> known =
        Arrays.stream(When.values())
            .filter(when -> when != When.SLOW && when != When.MANY_REJECTS)
            .map(when -> when.name().toLowerCase(Locale.ROOT))
            .toList();
    if (!known.contains(word)) {
      throw wrong(
          where,
          "`" + moment + "` is not a moment that can be told of all pipelines.",
          NearMiss.advice(word, known, "The moments"));
    }
    return When.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Notifier notifier(String name, NotifierConfig config) {
    String where = ROOT + name;
    return switch (config.type()) {
      case "webhook" -> webhook(name, config, where);
      case "email" -> {
        List<String> to = config.to().orElseGet(List::of);
        if (to.isEmpty()) {
          throw wrong(where + ".to", "is missing.", "Name one address or more.");
        }
        yield new Email(name, to, config.subjectPrefix());
      }
      default ->
          throw wrong(
              where + ".type",
              "There is no type of notifier `" + config.type() + "`.",
              NearMiss.advice(config.type(), List.of("webhook", "email"), "The types"));
    };
  }

  private static Webhook webhook(String name, NotifierConfig config, String where) {
    URI given = uri(config.url().orElse(""), where + ".url");
    Map<String, String> headers = new HashMap<>(config.headers());
    if (given.getUserInfo() != null) {
      headers.putIfAbsent("Authorization", basic(given.getUserInfo()));
    }
    URI uri = URI.create(given.toString().replaceFirst("//[^/@]*@", "//"));
    HttpRequest.Builder probe = HttpRequest.newBuilder(uri);
    headers.forEach(
        (header, value) -> {
          try {
            probe.setHeader(header, value);
          } catch (IllegalArgumentException e) {
            throw wrong(where + ".headers", "The header cannot be sent.", "Leave it out.");
          }
        });
    return new Webhook(name, uri, key(config, where), headers, format(config, where));
  }

  static URI uri(String url, String where) {
    try {
      URI uri = URI.create(url);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Refused below: its message shows the address.
    }
    throw wrong(where, "is not an address that starts with `https://` or `http://`.", "");
  }

  private static WebhookFormat format(NotifierConfig config, String where) {
    return switch (config.format()) {
      case "penstock" -> WebhookFormat.PENSTOCK;
      case "slack" -> WebhookFormat.SLACK;
      default ->
          throw wrong(
              where + ".format",
              "There is no format `" + config.format() + "`.",
              NearMiss.advice(config.format(), List.of("penstock", "slack"), "The formats"));
    };
  }

  private static Optional<SigningKey> key(NotifierConfig config, String where) {
    Optional<String> secret =
        config.secretFile().map(file -> file(file, where + ".secret-file")).or(config::secret);
    try {
      return secret.map(SigningKey::of);
    } catch (IllegalArgumentException e) {
      throw wrong(where + ".secret", "The secret " + e.getMessage() + ".", "");
    }
  }

  static String file(String file, String where) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw wrong(where, "The file cannot be read.", "Look whether it is there and readable.");
    }
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  static PermanentException wrong(String where, String message, String advice) {
    return new PermanentException(new Problem("bad-configuration", where, message, advice));
  }
}
