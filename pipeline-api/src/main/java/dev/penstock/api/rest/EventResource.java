package dev.penstock.api.rest;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.api.events.RunFollower;
import dev.penstock.api.runs.Runs;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The public events as server-sent events. A client that is more than a bounded number of events
 * behind is cut off; it may come back.
 */
@Path("/api/v1")
@Tag(name = "events")
public class EventResource {
  private static final int BUFFER = 256;
  private static final Duration PING = Duration.ofSeconds(15);

  private final EventHub hub;
  private final Runs runs;

  public EventResource(EventHub hub, Runs runs) {
    this.hub = hub;
    this.runs = runs;
  }

  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Follow the events of all runs from now on",
      description = "The id of an event is its offset in the topic penstock.events.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "run.updated", value = Examples.EVENT)))
  public Multi<OutboundSseEvent> all(@Context Sse sse) {
    return stream(sse, client -> hub.subscribe(event -> client.emit(event(sse, event))));
  }

  @GET
  @Path("/runs/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(
      summary = "Follow a run",
      description = "Begins with the run as it is and ends after its last event.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "run.updated", value = Examples.EVENT)))
  public Multi<OutboundSseEvent> ofRun(@PathParam("id") String id, @Context Sse sse) {
    // Refuses an unknown run with a problem, before the stream begins.
    runs.snapshot(id);
    return stream(
        sse,
        client -> {
          RunFollower follower =
              new RunFollower(id, event -> client.emit(event(sse, event)), client::complete);
          EventHub.Subscription subscription = hub.subscribe(follower::live);
          try {
            follower.begin(runs.snapshot(id));
          } catch (RuntimeException e) {
            client.fail(e);
          }
          return subscription;
        });
  }

  private static Multi<OutboundSseEvent> stream(Sse sse, Source source) {
    return Multi.createFrom()
        .<OutboundSseEvent>emitter(
            client -> {
              client.emit(comment(sse, "connected"));
              Cancellable pings =
                  Multi.createFrom()
                      .ticks()
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

  private static OutboundSseEvent comment(Sse sse, String text) {
    return sse.newEventBuilder().comment(text).build();
  }

  private static OutboundSseEvent event(Sse sse, PublicEvent event) {
    OutboundSseEvent.Builder builder =
        sse.newEventBuilder().name(event.name()).data(String.class, event.json());
    return (event.offset() < 0 ? builder : builder.id(Long.toString(event.offset()))).build();
  }

  /** Connects a client to its events. */
  @FunctionalInterface
  private interface Source {
    EventHub.Subscription connect(MultiEmitter<? super OutboundSseEvent> client);
  }
}
