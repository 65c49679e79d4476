package dev.penstock.api.rest;

import dev.penstock.api.access.Access;
import dev.penstock.api.schedule.ScheduleView;
import dev.penstock.api.schedule.Schedules;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What starts by itself. */
@Path("/api/v1/schedules")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "schedules")
public class UpcomingResource {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  private final Schedules schedules;

  public UpcomingResource(Schedules schedules) {
    this.schedules = schedules;
  }

  @GET
  @Operation(
      summary = "List what starts when, in order",
      description = "What starts after another pipeline or with a file has no time and comes last.")
  public Items<ScheduleView.Start> list(@QueryParam("limit") @Nullable String limit) {
    return new Items<>(
        schedules.upcoming(Parameters.limit(limit, USUAL, MOST), Access.current().scope()::allows));
  }

  @GET
  @Path("/pipelines")
  @Operation(
      summary = "List the schedules of all pipelines that have one, by pipeline",
      description = "Those that are paused or in trouble are among them.")
  public Items<ScheduleView> all(@QueryParam("limit") @Nullable String limit) {
    return new Items<>(
        schedules.all(Parameters.limit(limit, MOST, MOST), Access.current().scope()::allows));
  }
}
