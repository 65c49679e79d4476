package dev.penstock.api.rest;

import dev.penstock.api.access.Access;
import dev.penstock.api.access.Scope;
import dev.penstock.api.events.EventHistory;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.EventId;
import dev.penstock.api.events.Missed;
import dev.penstock.api.events.PublicEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The public events of all runs. */
@Path("/api/v1/events")
@Tag(name = "events")
public class EventResource {
  private final EventHub hub;
  private final EventHistory history;

  public EventResource(EventHub hub, EventHistory history) {
    this.hub = hub;
    this.history = history;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(
      summary = "Follow the events of all runs",
      description =
          "From now on, or from behind the event that Last-Event-ID names: then none is left out"
              + " and none comes twice. Where the topic does not keep that event any more, an event"
              + " named gap comes first. The id of an event is its offset in the topic"
              + " penstock.events.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "run.updated", value = Examples.EVENT)))
  @APIResponse(
      responseCode = "503",
      description = "What was missed cannot be read at the moment; come back")
  public Multi<OutboundSseEvent> follow(
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @QueryParam("last_event_id") @Nullable String lastEventIdParameter,
      @Context Sse sse) {
    Optional<EventId> last = Streams.last(lastEventId, lastEventIdParameter);
    hub.awaitFollowing();
    Scope scope = Access.current().scope();
    Predicate<PublicEvent> wanted = event -> scope.all() || scope.allows(event.pipeline());
    if (last.isEmpty()) {
      return Streams.open(
          sse,
          client ->
              hub.subscribe(
                  event -> {
                    if (wanted.test(event)) {
                      client.emit(Streams.event(sse, event));
                    }
                  }));
    }
    Missed missed = new Missed(history, hub, last.get(), Optional.empty());
    return Streams.resumed(
        sse,
        missed.gap() ? List.of(gap(sse, missed)) : List.of(),
        missed,
        wanted,
        event -> Streams.event(sse, event));
  }

  private static OutboundSseEvent gap(Sse sse, Missed missed) {
    return sse.newEventBuilder()
        .name("gap")
        .data(String.class, "{\"next\":" + missed.position() + "}")
        .build();
  }
}
