package dev.penstock.api.rest;

import dev.penstock.api.replay.Replays;
import dev.penstock.api.runs.RunView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Rejects that are taken up again. */
@Path("/api/v1/runs/{id}/replay")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "rejects")
public class ReplayResource {
  private final Replays replays;

  public ReplayResource(Replays replays) {
    this.replays = replays;
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Replay rejects of a run",
      description =
          "Starts a run of the pipeline's current version over rejects that are open or failed"
              + " again: all of them, those that a filter means, those with these ids, or one with"
              + " its record edited by hand. Its rows are added to the run's tables in one"
              + " transaction, once its checks pass. Each reject is taken up once, however many"
              + " replays are asked for at once. The same Idempotency-Key gives the same replay.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples = {
                @ExampleObject(name = "all", value = "{}"),
                @ExampleObject(
                    name = "filter",
                    value = "{\"filter\": {\"rule\": \"amount is not negative\"}}"),
                @ExampleObject(name = "ids", value = "{\"ids\": [17, 18]}"),
                @ExampleObject(
                    name = "edited",
                    value =
                        "{\"id\": 17, \"record\": {\"order_id\": \"811\", \"amount\": \"12.5\"}}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "Accepted; Location names the run, and `replay` in it says what is taken up",
      content =
          @Content(
              schema = @Schema(implementation = RunView.class),
              examples = @ExampleObject(name = "accepted", value = Examples.RUN)))
  @APIResponse(responseCode = "400", description = "The filter or the record is wrong")
  @APIResponse(
      responseCode = "409",
      description = "There is nothing to replay, or nothing that can be replayed")
  public Response replay(
      @PathParam("id") String id,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      InputStream body) {
    RunView run =
        replays.submit(
            id,
            ReplayRequests.read(Bodies.text(body, Bodies.MAX_RECORD_BYTES)),
            Optional.ofNullable(key));
    return Response.accepted(run).location(URI.create("/api/v1/runs/" + run.id())).build();
  }
}
