package dev.penstock.api.rest;

import com.fasterxml.jackson.core.JacksonException;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes a problem document of whatever goes wrong; internals go to the log alone. */
public class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  Response refusal(Refusal refusal, UriInfo uri) {
    return switch (refusal.kind()) {
      case BAD_REQUEST -> answer(400, "The request is malformed", uri, refusal.problems());
      case UNAUTHENTICATED ->
          Response.fromResponse(answer(401, "Who asks?", uri, refusal.problems()))
              .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"penstock\"")
              .build();
      case FORBIDDEN -> answer(403, "Not allowed", uri, refusal.problems());
      case NOT_FOUND -> answer(404, "Not found", uri, refusal.problems());
      case CONFLICT -> answer(409, "It does not fit the present state", uri, refusal.problems());
      case CHANGED -> answer(412, "It has changed meanwhile", uri, refusal.problems());
      case TOO_LARGE -> answer(413, "The request is too large", uri, refusal.problems());
      case TOO_MANY ->
          Response.fromResponse(answer(429, "Too many at the moment", uri, refusal.problems()))
              .header(HttpHeaders.RETRY_AFTER, refusal.retryAfter())
              .build();
      case INVALID -> answer(422, "The definition is not valid", uri, refusal.problems());
    };
  }

  @ServerExceptionMapper
  Response passing(TransientException e, UriInfo uri) {
    LOG.warn(e.getMessage());
    Response answer = answer(503, "Not available at the moment", uri, e.problems());
    return Response.fromResponse(answer).header(HttpHeaders.RETRY_AFTER, "2").build();
  }

  @ServerExceptionMapper
  Response permanent(PermanentException e, UriInfo uri) {
    return answer(422, "It cannot be done", uri, e.problems());
  }

  @ServerExceptionMapper
  Response json(JacksonException e, UriInfo uri) {
    return answer(
        400,
        "The request is malformed",
        uri,
        List.of(Problem.of("malformed-json", "body", "The body is not JSON as it was expected.")));
  }

  /** What JAX-RS itself answers: no such path, method, media type. */
  @ServerExceptionMapper
  Response web(WebApplicationException e, UriInfo uri) {
    int status = e.getResponse().getStatus();
    if (status < 400) {
      return e.getResponse();
    }
    Response.Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    Response answer = answer(status, title, uri, List.of(problem(status, title, uri)));
    Object allow = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
    return allow == null
        ? answer
        : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
  }

  @ServerExceptionMapper
  Response other(Throwable e, UriInfo uri) {
    String number = UUID.randomUUID().toString();
    LOG.errorf(e, "internal error %s at %s", number, uri.getPath());
    return answer(
        500,
        "Internal error",
        uri,
        List.of(
            new Problem(
                "internal-error",
                uri.getPath(),
                "Something went wrong that should not.",
                "Look for " + number + " in the log of the service.")));
  }

  private static Problem problem(int status, String title, UriInfo uri) {
    String where = uri.getPath();
    return switch (status) {
      case 404 ->
          new Problem(
              "no-such-address",
              where,
              "There is nothing at this address.",
              "See /q/openapi for what there is.");
      case 405 ->
          new Problem(
              "method-not-allowed",
              where,
              "This address does not take that method.",
              "See /q/openapi for what it takes.");
      case 406 ->
          Problem.of("not-acceptable", where, "The answer cannot be given in that media type.");
      case 415 ->
          new Problem(
              "unsupported-media-type",
              where,
              "The body's media type is not understood here.",
              "Definitions are application/yaml or application/json, other bodies"
                  + " application/json.");
      default -> Problem.of(title.toLowerCase(Locale.ROOT).replace(' ', '-'), where, title + ".");
    };
  }

  private static Response answer(int status, String title, UriInfo uri, List<Problem> problems) {
    return Response.status(status)
        .type(MediaType.valueOf(ProblemDocument.TYPE))
        .entity(ProblemDocument.of(status, title, uri.getRequestUri().getPath(), problems))
        .build();
  }
}
