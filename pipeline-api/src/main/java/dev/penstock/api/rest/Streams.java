package dev.penstock.api.rest;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.EventId;
import dev.penstock.api.events.Missed;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.error.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Streams of server-sent events, kept open by comments. A client that is more than a bounded number
 * of events behind is cut off; it may come back.
 */
final class Streams {
  private static final int BUFFER = EventHub.RECENT + 256;
  private static final Duration PING = Duration.ofSeconds(15);

  private Streams() {}

  static Multi<OutboundSseEvent> open(Sse sse, Source source) {
    return Multi.createFrom()
        .<OutboundSseEvent>emitter(
            client -> {
              // Whoever sees the stream open misses nothing from then on.
              EventHub.Subscription subscription = source.connect(client);
              client.emit(comment(sse, "connected"));
              Cancellable pings =
                  Multi.createFrom()
                      .ticks()
                      .startingAfter(PING)
                      .every(PING)
                      .subscribe()
                      .with(tick -> client.emit(comment(sse, "ping")));
              client.onTermination(
                  () -> {
                    pings.cancel();
                    subscription.close();
                  });
            },
            BUFFER)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /**
   * What a client missed, as fast as it reads, then what comes.
   *
   * @param first what is sent before
   * @param wanted which events the client may see
   * @param form makes events of the client's stream
   */
  static Multi<OutboundSseEvent> resumed(
      Sse sse,
      List<OutboundSseEvent> first,
      Missed missed,
      Predicate<PublicEvent> wanted,
      Function<PublicEvent, OutboundSseEvent> form) {
    Iterator<List<OutboundSseEvent>> pages =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return missed.hasNext();
          }

          @Override
          public List<OutboundSseEvent> next() {
            List<OutboundSseEvent> page = missed.next().stream().filter(wanted).map(form).toList();
            return page.isEmpty() ? List.of(comment(sse, "reading")) : page;
          }
        };
    Multi<OutboundSseEvent> before =
        Multi.createFrom()
            .iterable(() -> pages)
            .onItem()
            .<OutboundSseEvent>transformToIterable(page -> page)
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            .emitOn(Infrastructure.getDefaultWorkerPool());
    Multi<OutboundSseEvent> live =
        open(
            sse,
            client ->
                missed
                    .join(
                        event -> {
                          if (wanted.test(event)) {
                            client.emit(form.apply(event));
                          }
                        },
                        client::complete)
                    .orElseGet(
                        () -> {
                          client.fail(new IllegalStateException("the client reads too slowly"));
                          return () -> {};
                        }));
    return Multi.createBy()
        .concatenating()
        .streams(Multi.createFrom().iterable(first), before, live);
  }

  /**
   * What a client said that it has seen: the header, or the parameter of one that cannot set it.
   */
  static Optional<EventId> last(@Nullable String header, @Nullable String parameter) {
    return Parameters.text(header)
        .or(() -> Parameters.text(parameter))
        .map(
            text ->
                EventId.parse(text)
                    .orElseThrow(
                        () ->
                            new Refusal(
                                Refusal.Kind.BAD_REQUEST,
                                new Problem(
                                    "bad-parameter",
                                    "Last-Event-ID",
                                    "`" + Parameters.shown(text) + "` is no id of an event.",
                                    "Send the id of the last event as it came, or none."))));
  }

  /** An event in the stream of all runs. */
  static OutboundSseEvent event(Sse sse, PublicEvent event) {
    return event(sse, event, Long.toString(event.offset()));
  }

  /** An event in the stream of one run, whose id says how much of the run it covers. */
  static OutboundSseEvent runEvent(Sse sse, PublicEvent event) {
    return event(sse, event, event.offset() + ":" + event.revision());
  }

  private static OutboundSseEvent event(Sse sse, PublicEvent event, String id) {
    OutboundSseEvent.Builder builder =
        sse.newEventBuilder().name(event.name()).data(String.class, event.json());
    return (event.offset() < 0 ? builder : builder.id(id)).build();
  }

  static OutboundSseEvent comment(Sse sse, String text) {
    return sse.newEventBuilder().comment(text).build();
  }

  /** Connects a client to its events. */
  @FunctionalInterface
  interface Source {
    EventHub.Subscription connect(MultiEmitter<? super OutboundSseEvent> client);
  }
}
