package dev.penstock.api.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.api.events.CloudEvent;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.api.hooks.Notifier.WebhookFormat;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.trace.TraceContext;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Calls webhooks, signed as Standard Webhooks do it
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * Redirects are not followed. Thread-safe.
 */
public final class Webhooks {
  /** The longest that a call takes. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  static final int READ_BYTES = 64 << 10;

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** Answers that mean: later perhaps. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECTING)
          .build();
  private final Clock clock;
  private final Duration patience;

  /**
   * @param patience the longest that a call takes
   */
  public Webhooks(Clock clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** Calls once. */
  Outcome send(Webhook webhook, String id, String event) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(request(webhook, id, event), info -> new FirstBytes(READ_BYTES));
    try {
      return outcome(webhook, call.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return late();
    } catch (ExecutionException e) {
      return failed(Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      boolean cancelled = call.cancel(true);
      assert cancelled || call.isDone();
    }
  }

  private HttpRequest request(Webhook webhook, String id, String event) {
    boolean slack = webhook.format() == WebhookFormat.SLACK;
    String body = slack ? slack(event) : event;
    long now = clock.instant().getEpochSecond();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhook.uri())
            .timeout(patience)
            .POST(BodyPublishers.ofString(body))
            .header("User-Agent", "penstock");
    webhook.headers().forEach(request::setHeader);
    request
        .setHeader(
            "Content-Type",
            webhook.format() == WebhookFormat.PENSTOCK
                ? CloudEvent.CONTENT_TYPE
                : "application/json")
        .setHeader("webhook-id", id)
        .setHeader("webhook-timestamp", Long.toString(now));
    String trace = TraceContext.current();
    if (trace != null) {
      request.setHeader(TraceContext.HEADER, trace);
    }
    webhook.key().ifPresent(key -> request.setHeader("webhook-signature", key.sign(id, now, body)));
    return request.build();
  }

  /** Slack makes links and mentions of these characters. */
  private static String slack(String event) {
    String text =
        Message.of(event).text().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return new String(Json.write(Map.of("text", text)), UTF_8);
  }

  private Outcome outcome(Webhook webhook, HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Outcome.Delivered();
    }
    if (status / 100 == 3) {
      return Outcome.lasting(
          "the receiver answered " + status + ", a redirect, which is not followed");
    }
    String said = Redaction.of(webhook).cut(new String(answer.body(), UTF_8));
    String error = "the receiver answered " + status + (said.isEmpty() ? "" : ": " + said);
    boolean forever = status / 100 == 4 && !PASSING.contains(status);
    return new Outcome.Failed(
        error, forever, answer.headers().firstValue("Retry-After").flatMap(this::wait));
  }

  /** A number of seconds, or a date. */
  private Optional<Duration> wait(String text) {
    Duration wait;
    try {
      wait =
          text.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
    return Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
        .filter(Duration::isPositive);
  }

  /** In words of its own: what the client says may name the address. */
  private Outcome failed(Throwable e) {
    if (e instanceof HttpTimeoutException) {
      return late();
    }
    if (e instanceof ConnectException && e.getCause() instanceof UnresolvedAddressException) {
      return Outcome.passing("the receiver's host has no address");
    }
    if (e instanceof ConnectException) {
      return Outcome.passing("the receiver cannot be reached");
    }
    if (e instanceof SSLException) {
      return Outcome.passing("no secure connection to the receiver: its certificate does not hold");
    }
    return Outcome.passing("the connection to the receiver broke");
  }

  private Outcome late() {
    return Outcome.passing("the receiver did not answer in time");
  }
}
