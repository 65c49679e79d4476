package dev.penstock.api.rest;

import dev.penstock.api.preview.PreviewService;
import dev.penstock.api.preview.PreviewView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Previews of definitions. */
@Path("/api/v1/pipelines/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "pipelines")
public class PreviewResource {
  private static final int USUAL_RECORDS = 100;

  private final PreviewService previews;

  public PreviewResource(PreviewService previews) {
    this.previews = previews;
  }

  @POST
  @Consumes({
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    MediaType.TEXT_PLAIN,
    MediaType.APPLICATION_JSON
  })
  @Operation(
      summary = "See what a definition makes of its first records",
      description =
          "Reads the first records of each stream, runs them through the steps and answers rows,"
              + " columns and rejects. Nothing is kept and nothing is loaded. The query may name an"
              + " environment and bring values: environment, parameter.NAME, set.PATH.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/yaml",
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "orders", value = Examples.DEFINITION)))
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = PreviewView.class),
              examples = @ExampleObject(name = "orders", value = Examples.PREVIEW)))
  @APIResponse(
      responseCode = "422",
      description = "The definition is not valid; all mistakes are listed")
  public PreviewView preview(
      @QueryParam("records") @Nullable String records, @Context UriInfo address, InputStream body) {
    int wanted =
        Parameters.number("records", records, 1, PreviewService.MAX_RECORDS)
            .orElse((long) USUAL_RECORDS)
            .intValue();
    return previews.preview(
        Bodies.text(body), PreviewQuery.read(address.getQueryParameters()), wanted);
  }
}
