package dev.penstock.api.rest;

import dev.penstock.api.connections.CheckView;
import dev.penstock.api.connections.ConnectionDirectory;
import dev.penstock.api.connections.ConnectionView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Connections. */
@Path("/api/v1/connections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "connections")
public class ConnectionResource {
  private final ConnectionDirectory connections;

  public ConnectionResource(ConnectionDirectory connections) {
    this.connections = connections;
  }

  @GET
  @Operation(
      summary = "List the connections that the operator configured",
      description = "Their settings are never shown.")
  public Items<ConnectionView> list() {
    return new Items<>(connections.all());
  }

  @POST
  @Path("/{name}/check")
  @Operation(
      summary = "Try a connection",
      description =
          "Whether it can be reached from the API, and with what rights. Nothing is changed there. A"
              + " connection that fails is an answer with ok false, not an error.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = CheckView.class),
              examples = @ExampleObject(name = "files", value = Examples.CHECK)))
  @APIResponse(
      responseCode = "404",
      content =
          @Content(
              mediaType = ProblemDocument.TYPE,
              schema = @Schema(implementation = ProblemDocument.class)))
  public CheckView check(@PathParam("name") String name) {
    return connections.check(name);
  }
}
