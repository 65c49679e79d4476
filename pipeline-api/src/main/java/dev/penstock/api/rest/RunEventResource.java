package dev.penstock.api.rest;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.RunFollower;
import dev.penstock.api.runs.Runs;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** The public events of one run. */
@Path("/api/v1/runs/{id}/events")
@Tag(name = "events")
public class RunEventResource {
  private final EventHub hub;
  private final Runs runs;

  public RunEventResource(EventHub hub, Runs runs) {
    this.hub = hub;
    this.runs = runs;
  }

  @GET
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
  public Multi<OutboundSseEvent> follow(@PathParam("id") String id, @Context Sse sse) {
    runs.mustExist(id);
    return Streams.open(
        sse,
        client -> {
          RunFollower follower =
              new RunFollower(
                  id, event -> client.emit(Streams.event(sse, event)), client::complete);
          EventHub.Subscription subscription = hub.subscribe(follower::live);
          try {
            follower.begin(runs.snapshot(id));
          } catch (RuntimeException e) {
            client.fail(e);
          }
          return subscription;
        });
  }
}
