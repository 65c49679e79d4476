package dev.penstock.service.logs;

import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.LogLine;
import dev.penstock.messaging.LogSender;
import dev.penstock.messaging.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends lines to Kafka on a thread of its own, from its making until it is closed. What cannot be
 * sent is counted and given up. Logs nothing: its lines would come back to it.
 */
final class LogShipper implements AutoCloseable {
  private static final int AT_ONCE = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final long IDLE_MILLIS = 500;

  private final KafkaSettings kafka;
  private final LogQueue queue;
  private final String service;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  LogShipper(KafkaSettings kafka, LogQueue queue, String service) {
    this.kafka = kafka;
    this.queue = queue;
    this.service = service;
    thread = Thread.ofPlatform().name(RunLogHandler.THREAD).daemon().start(this::run);
  }

  private void run() {
    boolean topic = false;
    while (stop.getCount() > 0) {
      try {
        if (!topic) {
          TopicSetup.ensure(kafka);
          topic = true;
        }
        ship();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        pause();
      }
    }
  }

  private void ship() throws InterruptedException {
    try (LogSender sender =
        new LogSender(kafka, RunLogHandler.THREAD + "-" + kafka.instance(), queue::lost)) {
      boolean last;
      do {
        last = stop.getCount() == 0;
        List<LogLine> lines = queue.take(AT_ONCE, last ? 1 : IDLE_MILLIS);
        lines.forEach(sender::send);
        queue.missing().forEach((run, count) -> sender.send(missing(run, count)));
      } while (!last);
    }
  }

  private LogLine missing(String run, long count) {
    return new LogLine(System.currentTimeMillis(), "WARN", service, run, null, null, "", count);
  }

  private void pause() {
    try {
      boolean unused = stop.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      if (!thread.join(CLOSING.plusSeconds(2))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
