package dev.penstock.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The server-sent events of an address, read by a thread of its own. A connection that ends is made
 * again, with exponential backoff and jitter and with the id of the last event, until the feed is
 * closed or the server says that there is no such feed. The events are only signals: who is told of
 * one asks for the state, so none that is missed matters. One thread waits; thread-safe.
 */
public final class EventFeed implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int FORGETTABLE = 64;

  private final ApiClient api;
  private final Query at;
  private final BlockingQueue<String> signals = new ArrayBlockingQueue<>(FORGETTABLE);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean connected;
  private String last = "";
  private Duration backoff = FIRST;

  public EventFeed(ApiClient api, Query at) {
    this.api = api;
    this.at = at;
    this.thread = Thread.ofPlatform().daemon().name("events").start(this::follow);
  }

  /** Whether events come at the moment; where not, who waits should ask by itself. */
  public boolean connected() {
    return connected;
  }

  /**
   * Waits for an event, at most so long; several that came meanwhile are one.
   *
   * @return whether there was one
   */
  public boolean await(Duration most) {
    try {
      String signal = signals.poll(most.toMillis(), TimeUnit.MILLISECONDS);
      signals.clear();
      return signal != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(Exit.INTERRUPTED, "Interrupted.");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void follow() {
    while (!closed) {
      try (InputStream body = api.open(at, headers())) {
        connected = true;
        read(body);
      } catch (RefusedException e) {
        return; // a server without this feed; whoever waits asks by itself
      } catch (CliException | IOException | UncheckedIOException e) {
        // made again below
      } finally {
        connected = false;
      }
      pause();
    }
  }

  private Map<String, String> headers() {
    return last.isEmpty()
        ? Map.of("Accept", "text/event-stream")
        : Map.of("Accept", "text/event-stream", "Last-Event-ID", last);
  }

  private void read(InputStream body) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String id = "";
    boolean data = false;
    String line = lines.readLine();
    while (line != null && !closed) {
      if (line.isEmpty()) {
        if (data) {
          last = id.isEmpty() ? last : id;
          backoff = FIRST;
          boolean unused = signals.offer(last);
        }
        data = false;
      } else if (line.startsWith("id:")) {
        id = line.substring("id:".length()).strip();
      } else if (line.startsWith("data:")) {
        data = true;
      }
      line = lines.readLine();
    }
  }

  private void pause() {
    long millis = backoff.toMillis();
    try {
      TimeUnit.MILLISECONDS.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
    } catch (InterruptedException e) {
      closed = true;
    }
    backoff = backoff.multipliedBy(2).compareTo(LONGEST) < 0 ? backoff.multipliedBy(2) : LONGEST;
  }
}
