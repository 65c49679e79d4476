package dev.penstock.api.rest;

import dev.penstock.api.access.Keys;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** API keys. */
@Path("/api/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "access")
public class KeyResource {
  private final Keys keys;

  public KeyResource(Keys keys) {
    this.keys = keys;
  }

  @GET
  @Operation(summary = "List API keys, the newest first, without their secrets")
  public Items<KeyView> list() {
    return new Items<>(keys.list().stream().map(KeyView::of).toList());
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Make an API key",
      description =
          "Its text is in this answer and is kept nowhere. pipelines are names in which * stands"
              + " for any characters; left out, the key is good for all.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Object.class),
              examples =
                  @ExampleObject(
                      name = "job",
                      value =
                          "{\"name\": \"nightly job\", \"role\": \"operator\","
                              + " \"pipelines\": [\"shop-*\"], \"expiresInDays\": 90}")))
  @APIResponse(
      responseCode = "201",
      description = "Made; Location names it",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(
      responseCode = "400",
      description = "Something is wrong with the request; all mistakes are listed")
  public Response create(InputStream body) {
    Keys.Created created = keys.create(KeyRequests.read(Bodies.object(Bodies.text(body))));
    return Response.created(URI.create("/api/v1/keys/" + created.key().id()))
        .entity(KeyView.of(created))
        .build();
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      summary = "Revoke an API key",
      description = "It and its sessions are refused from now on; the key stays in the list.")
  @APIResponse(responseCode = "204", description = "It is revoked, by this call or before")
  @APIResponse(responseCode = "404", description = "There is no such key")
  public void revoke(@PathParam("id") String id) {
    keys.revoke(id);
  }
}
