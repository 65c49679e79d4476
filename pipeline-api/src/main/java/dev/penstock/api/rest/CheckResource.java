package dev.penstock.api.rest;

import dev.penstock.api.quality.ChecksView;
import dev.penstock.api.quality.FailingRows;
import dev.penstock.api.runs.RunChecks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the checks of a run found. */
@Path("/api/v1/runs/{id}/checks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
public class CheckResource {
  private final RunChecks checks;

  public CheckResource(RunChecks checks) {
    this.checks = checks;
  }

  @GET
  @Operation(
      summary = "Read what the checks of a run found, and its quality",
      description = "Empty, with quality null, before the run's audit.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = ChecksView.class),
              examples = @ExampleObject(name = "checks", value = Examples.CHECKS)))
  @APIResponse(responseCode = "404", description = "There is no such run")
  public ChecksView checks(@PathParam("id") String id) {
    return checks.of(id);
  }

  @GET
  @Path("/{number}/rows")
  @Operation(
      summary = "Read the first rows that broke a check of a run",
      description =
          "At most 100, with their values as text; long values are cut. A check that groups rows"
              + " or asks with SQL gives what its query finds.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = FailingRows.class),
              examples = @ExampleObject(name = "rows", value = Examples.FAILING_ROWS)))
  @APIResponse(responseCode = "404", description = "There is no such run, or it has no such check")
  public FailingRows rows(@PathParam("id") String id, @PathParam("number") String number) {
    return checks.rows(id, Parameters.part("number", number));
  }
}
