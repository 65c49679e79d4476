package dev.penstock.service.messaging;

import dev.penstock.messaging.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker whether it is there. An answer takes two seconds at most and stands for one; who
 * asks while another waits gets the last answer. Thread-safe.
 */
public final class BrokerProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final ReentrantLock asking = new ReentrantLock();
  private @Nullable Admin admin;
  private volatile Answer last = new Answer(false, System.nanoTime() - FRESH.toNanos());

  private record Answer(boolean there, long atNanos) {
    boolean fresh() {
      return System.nanoTime() - atNanos < FRESH.toNanos();
    }
  }

  public BrokerProbe(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Whether the broker answers. */
  public boolean answers() {
    if (!last.fresh() && asking.tryLock()) {
      try {
        last = new Answer(ask(), System.nanoTime());
      } finally {
        asking.unlock();
      }
    }
    return last.there();
  }

  private boolean ask() {
    try {
      return !admin()
          .describeCluster()
          .nodes()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Admin admin() {
    Admin known = admin;
    if (known == null) {
      var config = kafka.common();
      config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
      config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
      known = Admin.create(config);
      admin = known;
    }
    return known;
  }

  @Override
  public void close() {
    asking.lock();
    try {
      if (admin != null) {
        admin.close(CLOSING);
      }
    } finally {
      asking.unlock();
    }
  }
}
