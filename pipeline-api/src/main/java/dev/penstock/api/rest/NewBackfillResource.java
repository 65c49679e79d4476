package dev.penstock.api.rest;

import dev.penstock.api.backfill.BackfillPlan;
import dev.penstock.api.backfill.BackfillView;
import dev.penstock.api.backfill.Backfills;
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

/** The start of a backfill. */
@Path("/api/v1/pipelines/{name}/backfills")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "backfills")
public class NewBackfillResource {
  private static final int MAX_BYTES = 1 << 20;

  private final Backfills backfills;

  public NewBackfillResource(Backfills backfills) {
    this.backfills = backfills;
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      summary = "Read a span of time in windows, each by a run of its own",
      description =
          "The backfill is kept whatever happens from now on. The same Idempotency-Key gives the"
              + " same backfill. The pipeline's definition says which parameters are the window.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples =
                  @ExampleObject(
                      name = "a year by months",
                      value =
                          "{\"from\": \"2025-01-01\", \"to\": \"2026-01-01\", \"step\": \"1 month\","
                              + " \"parallel\": 3}")))
  @APIResponse(
      responseCode = "202",
      description = "Accepted; Location names the backfill",
      content = @Content(schema = @Schema(implementation = BackfillView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The key was used for another request, or the definition names no window")
  public Response create(
      @PathParam("name") String name,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      InputStream body) {
    BackfillPlan plan = BackfillPlan.of(Bodies.object(Bodies.text(body, MAX_BYTES)));
    BackfillView backfill = backfills.create(name, plan, Optional.ofNullable(key));
    return Response.accepted(backfill)
        .location(URI.create("/api/v1/backfills/" + backfill.id()))
        .build();
  }
}
