package dev.penstock.api.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.hooks.Notifier.Email;
import dev.penstock.api.hooks.Notifier.Topic;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.messaging.Json;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Sends by whatever the notifier is. Thread-safe. */
public final class Senders implements Sender {
  private static final Logger LOG = Logger.getLogger(Senders.class);
  private static final Executor THREADS =
      work -> Thread.ofVirtual().name("penstock-mail").start(work);

  private final Webhooks webhooks;
  private final Mails mails;
  private final TopicSender topics;

  public Senders(Webhooks webhooks, Mails mails, TopicSender topics) {
    this.topics = topics;
    this.webhooks = webhooks;
    this.mails = mails;
  }

  @Override
  public Outcome send(Notifier notifier, String id, String event) throws InterruptedException {
    return switch (notifier) {
      case Webhook webhook -> webhooks.send(webhook, id, event);
      case Email email -> mail(email, event);
      case Topic topic -> topic(topic, event);
    };
  }

  /** What is told of a run keeps its order as far as attempts do. */
  private Outcome topic(Topic topic, String event) throws InterruptedException {
    String run = Json.read(event.getBytes(UTF_8), JsonNode.class).at("/run/runId").asText();
    try {
      topics.send(topic.topic(), run, event);
      return new Outcome.Delivered();
    } catch (RuntimeException e) {
      LOG.debugf("%s: the topic did not take it: %s", topic.name(), e.getClass().getName());
      return Outcome.passing("the topic did not take it");
    }
  }

  private Outcome mail(Email email, String event) throws InterruptedException {
    Message message = Message.of(event);
    String subject =
        email.prefix().isBlank() ? message.subject() : email.prefix() + " " + message.subject();
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> mails.send(email.to(), Message.oneLine(subject), message.text()), THREADS);
    try {
      Object nothing = sent.get(Webhooks.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assert nothing == null;
      return new Outcome.Delivered();
    } catch (TimeoutException e) {
      return Outcome.passing(
          "the mail server did not take it within " + Webhooks.PATIENCE.toSeconds() + " s");
    } catch (ExecutionException | CompletionException e) {
      // What the server says may hold addresses and more: its class must do.
      LOG.debugf(
          "%s: a mail was not taken: %s",
          email.name(), Objects.requireNonNullElse(e.getCause(), e).getClass().getName());
      return Outcome.passing("the mail server did not take it");
    }
  }
}
