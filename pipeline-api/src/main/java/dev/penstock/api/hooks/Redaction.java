package dev.penstock.api.hooks;

import dev.penstock.api.hooks.Notifier.Webhook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes a webhook's secrets out of what its receiver says, which may repeat them. */
record Redaction(List<String> secrets) {
  private static final int LONGEST = 200;

  Redaction {
    secrets = List.copyOf(secrets);
  }

  static Redaction of(Webhook webhook) {
    List<String> secrets = new ArrayList<>(webhook.headers().values());
    webhook.headers().values().forEach(value -> secrets.addAll(List.of(value.split(" "))));
    webhook.key().ifPresent(key -> secrets.add(key.text()));
    secrets.add(webhook.uri().toString());
    secrets.add(webhook.uri().getRawPath() == null ? "" : webhook.uri().getRawPath());
    secrets.add(webhook.uri().getRawQuery() == null ? "" : webhook.uri().getRawQuery());
    secrets.removeIf(secret -> secret.length() < 4);
    // A secret that holds another must go as a whole.
    secrets.sort(Comparator.comparing(String::length).reversed());
    return new Redaction(secrets);
  }

  /** The beginning, on one line, without secrets. */
  String cut(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    clean = Message.oneLine(clean);
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }
}
