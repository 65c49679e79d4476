package dev.penstock.api.rest;

import dev.penstock.api.events.EventHistory;
import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.EventId;
import dev.penstock.api.events.Missed;
import dev.penstock.api.events.RunFollower;
import dev.penstock.api.runs.Runs;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The public events of one run. */
@Path("/api/v1/runs/{id}/events")
@Tag(name = "events")
public class RunEventResource {
  private final EventHub hub;
  private final EventHistory history;
  private final Runs runs;

  public RunEventResource(EventHub hub, EventHistory history, Runs runs) {
    this.hub = hub;
    this.history = history;
    this.runs = runs;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(
      summary = "Follow a run",
      description =
          "Begins with the run as it is and ends after its last event. With Last-Event-ID it goes"
              + " on behind that event; where that was the last one, the answer is 204. Where the"
              + " topic does not keep that event any more, it begins anew.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "run.updated", value = Examples.EVENT)))
  @APIResponse(responseCode = "204", description = "Nothing follows the event that was seen last")
  @APIResponse(
      responseCode = "503",
      description = "What was missed cannot be read at the moment; come back")
  public Multi<OutboundSseEvent> follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @QueryParam("last_event_id") @Nullable String lastEventIdParameter,
      @Context Sse sse) {
    Runs.Revision now = runs.revision(id);
    Optional<EventId> last = Streams.last(lastEventId, lastEventIdParameter);
    hub.awaitFollowing();
    if (last.isEmpty()) {
      return fromNow(id, sse);
    }
    mayEnd(now, last.get().revision());
    Missed missed = new Missed(history, hub, last.get(), Optional.of(id));
    long seen = missed.revision(id);
    mayEnd(now, seen);
    if (missed.gap() || (seen < 0 && now.last())) {
      return fromNow(id, sse);
    }
    return Streams.resumed(
        sse, List.of(), missed, event -> true, event -> Streams.runEvent(sse, event));
  }

  /** Answers 204, which tells a browser not to come back, where the client has seen the end. */
  private static void mayEnd(Runs.Revision now, long seen) {
    if (now.last() && seen >= now.number()) {
      throw new WebApplicationException(Response.noContent().build());
    }
  }

  private Multi<OutboundSseEvent> fromNow(String id, Sse sse) {
    return Streams.open(
        sse,
        client -> {
          RunFollower follower =
              new RunFollower(
                  id, event -> client.emit(Streams.runEvent(sse, event)), client::complete);
          EventHub.Subscription subscription = hub.subscribe(follower::live);
          try {
            // What was read by now is in the database already: the run as it is covers it.
            long covered = hub.position();
            follower.begin(runs.snapshot(id, covered));
          } catch (RuntimeException e) {
            client.fail(e);
          }
          return subscription;
        });
  }
}
