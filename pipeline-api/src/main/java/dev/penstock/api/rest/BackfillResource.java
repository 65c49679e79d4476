package dev.penstock.api.rest;

import dev.penstock.api.backfill.BackfillView;
import dev.penstock.api.backfill.Backfills;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Backfills. */
@Path("/api/v1/backfills")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "backfills")
public class BackfillResource {
  private static final int USUAL = 50;
  private static final int MOST = 500;
  private static final int USUAL_WINDOWS = 100;

  private final Backfills backfills;

  public BackfillResource(Backfills backfills) {
    this.backfills = backfills;
  }

  @GET
  @Operation(summary = "List backfills, newest first, without their windows")
  public Items<BackfillView> list(
      @QueryParam("pipeline") @Nullable String pipeline,
      @QueryParam("limit") @Nullable String limit) {
    return new Items<>(
        backfills.list(Parameters.text(pipeline), Parameters.limit(limit, USUAL, MOST)));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "Read a backfill: counts by state, and its windows page by page")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BackfillView.class)))
  public BackfillView get(
      @PathParam("id") String id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    return backfills.get(
        id,
        Parameters.number("after", after, 0, Integer.MAX_VALUE).orElse(0L).intValue(),
        Parameters.limit(limit, USUAL_WINDOWS, Backfills.MAX_WINDOWS));
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      summary = "Cancel a backfill",
      description = "No window is started any more; runs under way are cancelled.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BackfillView.class)))
  @APIResponse(responseCode = "409", description = "The backfill is over")
  public BackfillView cancel(@PathParam("id") String id) {
    return backfills.cancel(id);
  }

  @POST
  @Path("/{id}/pause")
  @Operation(
      summary = "Pause a backfill",
      description = "No window is started until it is resumed; runs under way go on.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BackfillView.class)))
  @APIResponse(responseCode = "409", description = "The backfill is over")
  public BackfillView pause(@PathParam("id") String id) {
    return backfills.pause(id);
  }

  @POST
  @Path("/{id}/resume")
  @Operation(
      summary = "Resume a backfill",
      description = "Goes on, and takes the windows up again whose run failed or was cancelled.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = BackfillView.class)))
  @APIResponse(responseCode = "409", description = "The backfill is over")
  public BackfillView resume(@PathParam("id") String id) {
    return backfills.resume(id);
  }
}
