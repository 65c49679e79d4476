package dev.penstock.api.rest;

import dev.penstock.api.stats.RunPoint;
import dev.penstock.api.stats.Stats;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A pipeline's latest runs in numbers. */
@Path("/api/v1/pipelines/{name}/trends")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "stats")
public class TrendResource {
  private static final int USUAL = 20;
  private static final int MOST = 100;

  private final Stats stats;

  public TrendResource(Stats stats) {
    this.stats = stats;
  }

  @GET
  @Operation(summary = "Follow a pipeline over its latest runs in numbers, newest first")
  public Items<RunPoint> trends(
      @PathParam("name") String name, @QueryParam("limit") @Nullable String limit) {
    return new Items<>(stats.trend(name, Parameters.limit(limit, USUAL, MOST)));
  }
}
