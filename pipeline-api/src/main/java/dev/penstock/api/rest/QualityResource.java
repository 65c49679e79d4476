package dev.penstock.api.rest;

import dev.penstock.api.quality.QualityPoint;
import dev.penstock.api.runs.RunChecks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The quality of a pipeline's data over its runs. */
@Path("/api/v1/pipelines/{name}/quality")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
public class QualityResource {
  private static final int USUAL_RUNS = 20;

  private final RunChecks checks;

  public QualityResource(RunChecks checks) {
    this.checks = checks;
  }

  @GET
  @Operation(summary = "Follow the quality of a pipeline over its last audited runs, newest first")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of runs, 1 to 100; usually 20")
  public Items<QualityPoint> quality(
      @PathParam("name") String name, @QueryParam("limit") @Nullable String limit) {
    return new Items<>(checks.trend(name, Parameters.limit(limit, USUAL_RUNS, RunChecks.MAX_RUNS)));
  }
}
