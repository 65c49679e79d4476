package dev.penstock.api.rest;

import dev.penstock.api.audit.ActionFilter;
import dev.penstock.api.audit.ActionPage;
import dev.penstock.api.audit.Actions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what. */
@Path("/api/v1/actions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "actions")
public class ActionResource {
  private static final int USUAL = 100;

  private final Actions actions;

  public ActionResource(Actions actions) {
    this.actions = actions;
  }

  @GET
  @Operation(summary = "Read who did what, when and from where, the newest first")
  @Parameter(
      name = "subject",
      in = ParameterIn.QUERY,
      description = "What it was done to, for example pipelines/orders; all below it is meant too")
  @Parameter(name = "who", in = ParameterIn.QUERY, description = "The name that the client gave")
  @Parameter(name = "action", in = ParameterIn.QUERY, description = "For example run.cancel")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page, 1 to 500")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "What the page before said")
  public ActionPage all(@Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Parameters.known(query.keySet(), List.of("subject", "who", "action", "limit", "after"));
    return list(actions, Parameters.text(query.getFirst("subject")), query);
  }

  /** The page of actions that a query means. */
  static ActionPage list(
      Actions actions, Optional<String> subject, MultivaluedMap<String, String> query) {
    return actions.list(
        new ActionFilter(
            subject,
            Parameters.text(query.getFirst("who")),
            Parameters.text(query.getFirst("action")),
            Parameters.number("after", query.getFirst("after"), 1, Long.MAX_VALUE),
            Parameters.limit(query.getFirst("limit"), USUAL, ActionFilter.MAX_LIMIT)));
  }
}
