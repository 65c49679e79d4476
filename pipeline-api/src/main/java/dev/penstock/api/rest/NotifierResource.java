package dev.penstock.api.rest;

import dev.penstock.api.hooks.Notifiers.NotifierView;
import dev.penstock.api.hooks.RunHooks;
import dev.penstock.api.hooks.RunHooks.TestView;
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

/** Notifiers. */
@Path("/api/v1/notifiers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "hooks")
public class NotifierResource {
  private static final String TESTED =
      """
      {"name": "ops", "type": "webhook", "ok": false, "durationMillis": 3,
       "error": "the receiver cannot be reached"}""";

  private final RunHooks hooks;

  public NotifierResource(RunHooks hooks) {
    this.hooks = hooks;
  }

  @GET
  @Operation(
      summary = "List the notifiers that the operator configured",
      description = "Their settings are never shown.")
  public Items<NotifierView> list() {
    return new Items<>(hooks.notifiers());
  }

  @POST
  @Path("/{name}/test")
  @Operation(
      summary = "Tell a notifier something, to see whether it works",
      description =
          "Sent once and at once. A notifier that fails is an answer with ok false, not an error.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = TestView.class),
              examples = @ExampleObject(name = "refused", value = TESTED)))
  @APIResponse(responseCode = "404", description = "There is no such notifier")
  public TestView test(@PathParam("name") String name) throws InterruptedException {
    return hooks.test(name);
  }
}
