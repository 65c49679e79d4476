package dev.penstock.api.rest;

import dev.penstock.api.schedule.ScheduleView;
import dev.penstock.api.schedule.Schedules;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** When the runs of a pipeline start by themselves. */
@Path("/api/v1/pipelines/{name}/schedule")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "schedules")
public class ScheduleResource {
  private final Schedules schedules;

  public ScheduleResource(Schedules schedules) {
    this.schedules = schedules;
  }

  @GET
  @Operation(summary = "Read the schedule of a pipeline: what starts its runs, and when")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  @APIResponse(
      responseCode = "404",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  public ScheduleView get(@PathParam("name") String name) {
    return schedules.view(name);
  }

  @POST
  @Path("/pause")
  @Operation(
      summary = "Pause a schedule",
      description = "Nothing starts by itself until it is resumed, also with new versions.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  @APIResponse(responseCode = "409", description = "The pipeline has no schedule")
  public ScheduleView pause(@PathParam("name") String name) {
    return schedules.pause(name);
  }

  @POST
  @Path("/resume")
  @Operation(
      summary = "Resume a schedule",
      description = "What passed meanwhile goes by `catch_up` of the schedule.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  @APIResponse(responseCode = "409", description = "The pipeline has no schedule")
  public ScheduleView resume(@PathParam("name") String name) {
    return schedules.resume(name);
  }
}
