package dev.penstock.api.rest;

import dev.penstock.api.access.Access;
import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.Identity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who asks. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "access")
public class MeResource {
  private final AccessSettings settings;

  public MeResource(AccessSettings settings) {
    this.settings = settings;
  }

  @GET
  @Operation(summary = "Who asks, and what they may do")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Me.class)))
  @APIResponse(responseCode = "401", description = "Credentials are needed")
  public Me me() {
    Identity who = Access.current();
    return new Me(
        who.name(),
        who.kind().word(),
        who.roles(),
        who.scope().pipelines(),
        settings.required() ? "required" : "none",
        Me.Login.of(settings));
  }
}
