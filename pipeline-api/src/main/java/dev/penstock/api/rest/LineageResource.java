package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.lineage.RowOrigins;
import dev.penstock.api.lineage.RowView;
import dev.penstock.error.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where rows came from. */
@Path("/api/v1/lineage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "lineage")
public class LineageResource {
  private static final String KEY = "key";
  private static final String COLUMN = "key.";

  private final RowOrigins origins;

  public LineageResource(RowOrigins origins) {
    this.origins = origins;
  }

  @GET
  @Path("/rows/{table}")
  @Operation(
      summary = "Find the run, split and place that a row came from, and the raw record",
      description =
          "The row is named by the value of its key, `?key=17`, or column by column,"
              + " `?key.order_id=17&key.line=2`. Values are written as PostgreSQL writes them. The"
              + " output needs `lineage: true`.")
  @Parameter(
      name = "table",
      in = ParameterIn.PATH,
      description = "Table of an output, as schema.table")
  @Parameter(
      name = "key",
      in = ParameterIn.QUERY,
      description = "Value of the key, where that is one column; else a `key.COLUMN` for each")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = RowView.class),
              examples = @ExampleObject(name = "row", value = Examples.ROW)))
  @APIResponse(
      responseCode = "400",
      description = "The key is missing, does not fit the table, or names more than one row")
  @APIResponse(
      responseCode = "404",
      description = "No output writes this table, or it has no such row")
  @APIResponse(
      responseCode = "409",
      description = "Rows of the table do not note where they came from")
  public RowView row(@PathParam("table") String table, @Context UriInfo uri) {
    Map<String, String> columns = new LinkedHashMap<>();
    Optional<String> value = Optional.empty();
    for (Map.Entry<String, List<String>> given : uri.getQueryParameters().entrySet()) {
      String name = given.getKey();
      boolean column = name.startsWith(COLUMN) && name.length() > COLUMN.length();
      if (!column) {
        Parameters.known(List.of(name), List.of(KEY));
      }
      if (given.getValue().size() != 1) {
        throw new Refusal(
            BAD_REQUEST,
            Problem.of(
                "bad-parameter",
                "query parameter " + Parameters.shown(name),
                "It is given more than once."));
      }
      if (column) {
        columns.put(name.substring(COLUMN.length()), given.getValue().getFirst());
      } else {
        value = Optional.of(given.getValue().getFirst());
      }
    }
    return origins.find(table, value, columns);
  }
}
