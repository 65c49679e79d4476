package dev.penstock.api.rest;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.PublicEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;

/**
 * Streams of server-sent events, kept open by comments. A client that is more than a bounded number
 * of events behind is cut off; it may come back.
 */
final class Streams {
  private static final int BUFFER = 256;
  private static final Duration PING = Duration.ofSeconds(15);

  private Streams() {}

  static Multi<OutboundSseEvent> open(Sse sse, Source source) {
    return Multi.createFrom()
        .<OutboundSseEvent>emitter(
            client -> {
              client.emit(comment(sse, "connected"));
              Cancellable pings =
                  Multi.createFrom()
                      .ticks()
                      .startingAfter(PING)
                      .every(PING)
                      .subscribe()
                      .with(tick -> client.emit(comment(sse, "ping")));
              EventHub.Subscription subscription = source.connect(client);
              client.onTermination(
                  () -> {
                    pings.cancel();
                    subscription.close();
                  });
            },
            BUFFER)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  static OutboundSseEvent event(Sse sse, PublicEvent event) {
    OutboundSseEvent.Builder builder =
        sse.newEventBuilder().name(event.name()).data(String.class, event.json());
    return (event.offset() < 0 ? builder : builder.id(Long.toString(event.offset()))).build();
  }

  private static OutboundSseEvent comment(Sse sse, String text) {
    return sse.newEventBuilder().comment(text).build();
  }

  /** Connects a client to its events. */
  @FunctionalInterface
  interface Source {
    EventHub.Subscription connect(MultiEmitter<? super OutboundSseEvent> client);
  }
}
