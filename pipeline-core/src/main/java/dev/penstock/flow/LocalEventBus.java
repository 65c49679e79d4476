package dev.penstock.flow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells subscribers in this process, in the order of subscription, on the publisher's thread. One
 * that fails does not keep the event from the others. Thread-safe.
 *
 * <pre>{@code
 * LocalEventBus bus = new LocalEventBus();
 * try (var subscription = bus.subscribe(event -> log.info("{}", event))) {
 *   pipeline.events(bus).run(input);
 * }
 * }</pre>
 */
public final class LocalEventBus implements EventBus {
  /** Ends when it is closed. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private final List<CheckedConsumer<PipelineEvent>> subscribers = new CopyOnWriteArrayList<>();

  public Subscription subscribe(CheckedConsumer<PipelineEvent> subscriber) {
    CheckedConsumer<PipelineEvent> own = subscriber::accept;
    subscribers.add(own);
    return () -> subscribers.remove(own);
  }

  /** Fails with the first subscriber's failure once all were told. */
  @Override
  public void publish(PipelineEvent event) throws Exception {
    Exception first = null;
    for (CheckedConsumer<PipelineEvent> subscriber : subscribers) {
      try {
        subscriber.accept(event);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
