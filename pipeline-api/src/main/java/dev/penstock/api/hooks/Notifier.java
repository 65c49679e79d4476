package dev.penstock.api.hooks;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody whom the operator configured by name to be told of runs. */
public sealed interface Notifier {
  String name();

  /** Its type, as the operator writes it. */
  String type();

  /**
   * An address that is called.
   *
   * @param uri where to; may hold secrets
   * @param key what to sign with, if anything
   * @param headers what to send beside; their values are secrets
   * @param format of the body
   */
  record Webhook(
      String name,
      URI uri,
      Optional<SigningKey> key,
      Map<String, String> headers,
      WebhookFormat format)
      implements Notifier {
    public Webhook {
      headers = Map.copyOf(headers);
    }

    @Override
    public String type() {
      return "webhook";
    }

    /** Without address, key and headers, which are secret. */
    @Override
    public String toString() {
      return "Webhook[" + name + "]";
    }
  }

  /**
   * People who get a mail.
   *
   * @param prefix what the subject begins with
   */
  record Email(String name, List<String> to, String prefix) implements Notifier {
    public Email {
      to = List.copyOf(to);
    }

    @Override
    public String type() {
      return "email";
    }
  }

  /** A topic of Penstock's own Kafka. */
  record Topic(String name, String topic) implements Notifier {
    @Override
    public String type() {
      return "topic";
    }
  }

  /** What the body of a call looks like. */
  enum WebhookFormat {
    /** The CloudEvent. */
    PENSTOCK,
    /** {@code {"text": "..."}}, as Slack and many others take it. */
    SLACK,
    /** The event as it is, which is JSON and no CloudEvent. */
    JSON
  }
}
