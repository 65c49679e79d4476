package dev.penstock.api;

import dev.penstock.api.hooks.Notifier;
import dev.penstock.api.hooks.Notifier.Topic;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.api.hooks.Notifier.WebhookFormat;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads to whom events of lineage go; no message shows a secret. */
final class LineageReceivers {
  private static final String ROOT = "penstock.openlineage.";

  private LineageReceivers() {}

  /** None where nothing is configured. */
  static List<Notifier> of(LineageConfig config) {
    List<Notifier> receivers = new ArrayList<>();
    config.url().ifPresent(url -> receivers.add(web(url, config)));
    config
        .topic()
        .ifPresent(
            topic -> {
              if (!topic.matches("[A-Za-z0-9._-]{1,249}")) {
                throw NotifierReader.wrong(
                    ROOT + "topic",
                    "is not the name of a topic.",
                    "Letters, digits, `.`, `_`, `-`.");
              }
              receivers.add(new Topic("openlineage topic", topic));
            });
    return receivers;
  }

  private static Notifier web(String url, LineageConfig config) {
    URI uri = NotifierReader.uri(url, ROOT + "url");
    if (uri.getUserInfo() != null) {
      throw NotifierReader.wrong(
          ROOT + "url", "holds a user.", "Say `" + ROOT + "api-key` instead.");
    }
    Optional<String> key =
        config
            .apiKeyFile()
            .map(file -> NotifierReader.file(file, ROOT + "api-key-file"))
            .or(config::apiKey);
    Map<String, String> headers =
        key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    return new Webhook("openlineage http", uri, Optional.empty(), headers, WebhookFormat.JSON);
  }
}
