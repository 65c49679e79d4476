package dev.penstock.api.rest;

import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.Rates;
import dev.penstock.api.access.Sessions;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Sessions of browsers. */
@Path("/api/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "access")
public class SessionResource {
  static final String COOKIE = "penstock-session";

  private final Sessions sessions;
  private final AccessSettings settings;
  private final Rates rates;
  private final OidcLogin oidc;
  private final CurrentVertxRequest http;

  SessionResource(
      Sessions sessions,
      AccessSettings settings,
      Rates rates,
      OidcLogin oidc,
      CurrentVertxRequest http) {
    this.sessions = sessions;
    this.settings = settings;
    this.rates = rates;
    this.oidc = oidc;
    this.http = http;
  }

  @GET
  @Operation(
      summary = "How a browser can log in",
      description = "Whoever asks; where nobody needs to log in, there is no way to.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Me.Login.class)))
  public Me.Login ways() {
    return Me.Login.of(settings);
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Begin a session of a browser with an API key",
      description =
          "The answer sets a cookie that no script can read. It ends when nobody uses it for a"
              + " while, and with its key.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              examples = @ExampleObject(name = "key", value = "{\"key\": \"psk_…\"}")))
  @APIResponse(responseCode = "204", description = "The session has begun")
  @APIResponse(responseCode = "401", description = "The key is not good")
  @APIResponse(responseCode = "409", description = "No credentials are needed here")
  public Response begin(InputStream body) {
    if (!settings.required()) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          Problem.of("access-open", "session", "No credentials are needed here."));
    }
    String key = Bodies.object(Bodies.text(body)).path("key").asText("").strip();
    String address = AccessGate.address(request());
    rates.mayTry(address);
    Sessions.Begun begun =
        sessions
            .begin(key)
            .orElseThrow(
                () -> {
                  rates.failed(address);
                  return AccessGate.unauthenticated("The key is unknown, revoked or expired.");
                });
    return Response.noContent()
        .cookie(cookie(begun.token(), (int) settings.sessionLongest().toSeconds()))
        .build();
  }

  @DELETE
  @Operation(
      summary = "End the session of this browser",
      description = "That of the identity provider goes on: it may let the browser in unasked.")
  @APIResponse(responseCode = "204", description = "It is over, or there was none")
  public Response end(@CookieParam(COOKIE) @Nullable String token) {
    if (token != null) {
      sessions.end(token);
    }
    if (settings.browserLogin()) {
      oidc.end(http.getCurrent());
    }
    return Response.noContent().cookie(cookie("", 0)).build();
  }

  @GET
  @Path("/oidc")
  @Operation(
      summary = "Log in at the identity provider",
      description =
          "For browsers: it leads to the provider and from there to the dashboard's page `back`, or"
              + " to its page for logging in, which says why nobody was let in.")
  @APIResponse(responseCode = "302", description = "To the provider, or back from it")
  @APIResponse(
      responseCode = "404",
      description = "No identity provider is configured for browsers")
  public Response login(@QueryParam("back") @Nullable String back) {
    if (!settings.browserLogin()) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          new Problem(
              "no-identity-provider",
              "session/oidc",
              "No identity provider is configured for browsers.",
              "Log in with an API key, or set quarkus.oidc.application-type=hybrid."));
    }
    return Response.fromResponse(oidc.proceed(http.getCurrent(), back))
        // It may be over, and would be looked at first.
        .cookie(cookie("", 0))
        .build();
  }

  private NewCookie cookie(String value, int seconds) {
    return new NewCookie.Builder(COOKIE)
        .value(value)
        .path("/")
        .maxAge(seconds)
        .httpOnly(true)
        .secure("https".equals(request().scheme()))
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }

  private HttpServerRequest request() {
    return http.getCurrent().request();
  }
}
