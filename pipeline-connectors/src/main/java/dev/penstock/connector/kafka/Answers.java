package dev.penstock.connector.kafka;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for answers of an admin client, within a time for all of them; can be cancelled. */
final class Answers {
  private static final long LOOK_MILLIS = 200;

  private final KafkaErrors errors;
  private final long deadline;
  private final Cancellation cancellation;

  Answers(KafkaErrors errors, Duration limit, Cancellation cancellation) {
    this.errors = errors;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.cancellation = cancellation;
  }

  /**
   * The answer.
   *
   * @throws dev.penstock.error.PenstockException where it is an error or does not come
   */
  <T> T of(KafkaFuture<T> future) {
    while (true) {
      cancellation.check();
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw errors.unreachable();
        }
      } catch (ExecutionException e) {
        throw errors.translate(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Cancelled();
      }
    }
  }
}
