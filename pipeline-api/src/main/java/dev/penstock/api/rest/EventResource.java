package dev.penstock.api.rest;

import dev.penstock.api.events.EventHub;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The public events of all runs. */
@Path("/api/v1/events")
@Tag(name = "events")
public class EventResource {
  private final EventHub hub;

  public EventResource(EventHub hub) {
    this.hub = hub;
  }

  @GET
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
  public Multi<OutboundSseEvent> follow(@Context Sse sse) {
    return Streams.open(
        sse, client -> hub.subscribe(event -> client.emit(Streams.event(sse, event))));
  }
}
