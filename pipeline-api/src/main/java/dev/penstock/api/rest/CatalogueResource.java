package dev.penstock.api.rest;

import dev.penstock.api.catalogue.Catalogue;
import dev.penstock.api.catalogue.Layer;
import dev.penstock.api.catalogue.LineageView;
import dev.penstock.api.catalogue.TableFilter;
import dev.penstock.api.catalogue.TableKey;
import dev.penstock.api.catalogue.TableSummary;
import dev.penstock.api.catalogue.TableView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The tables that pipelines write. */
@Path("/api/v1/catalogue")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "catalogue")
public class CatalogueResource {
  private static final int USUAL = 100;
  private static final int USUAL_NODES = 500;
  private static final int USUAL_DEPTH = 20;
  private static final int MOST_DEPTH = 100;

  private final Catalogue catalogue;

  public CatalogueResource(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @GET
  @Operation(
      summary = "List the tables that the current pipelines write, by name",
      description =
          "With what the last run that published each left behind; page by page with limit and"
              + " after.")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "A part of the table's name, description, pipeline or columns, in any case")
  @Parameter(name = "layer", in = ParameterIn.QUERY, description = "bronze, silver or gold")
  @Parameter(name = "pipeline", in = ParameterIn.QUERY, description = "Exactly this one")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500; usually 100")
  @Parameter(name = "after", in = ParameterIn.QUERY, description = "The `next` of the page before")
  @APIResponse(responseCode = "400", description = "A parameter is wrong")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CataloguePage.class)))
  public Page<TableSummary> list(
      @QueryParam("q") @Nullable String q,
      @QueryParam("layer") @Nullable String layer,
      @QueryParam("pipeline") @Nullable String pipeline,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      @Context UriInfo uri) {
    Parameters.known(
        uri.getQueryParameters().keySet(), List.of("q", "layer", "pipeline", "limit", "after"));
    int most = Parameters.limit(limit, USUAL, Catalogue.MAX_LISTED);
    List<TableSummary> found =
        catalogue.list(
            new TableFilter(
                Parameters.text(q),
                Parameters.oneOf("layer", layer, Layer.class),
                Parameters.text(pipeline),
                Parameters.text(after).map(Cursor::table),
                most));
    boolean more = found.size() > most;
    List<TableSummary> shown = more ? found.subList(0, most) : found;
    return new Page<>(shown, more ? Cursor.of(key(shown.getLast())) : null);
  }

  private static TableKey key(TableSummary table) {
    return new TableKey(table.connection(), table.table());
  }

  @GET
  @Path("/{connection}/{table}")
  @Operation(
      summary = "Read what is known of a table",
      description =
          "Its columns with their checks, its quality and freshness, what it is made of and what is"
              + " made of it, and the runs that last published it.")
  @Parameter(name = "table", in = ParameterIn.PATH, description = "As schema.table")
  @APIResponse(responseCode = "404", description = "No current pipeline writes this table")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TableView.class)))
  public TableView table(
      @PathParam("connection") String connection, @PathParam("table") String table) {
    return catalogue.table(new TableKey(connection, table));
  }

  @GET
  @Path("/lineage")
  @Operation(
      summary = "Read how data go from sources to tables, over all pipelines",
      description =
          "All of it, or around one table. `more` says that there are nodes beyond limit or depth.")
  @Parameter(
      name = "table",
      in = ParameterIn.QUERY,
      description = "Only what this table, schema.table, is made of and what is made of it")
  @Parameter(
      name = "connection",
      in = ParameterIn.QUERY,
      description = "The table's, where more than one have it")
  @Parameter(
      name = "depth",
      in = ParameterIn.QUERY,
      description = "Steps away from the table, 1 to 100; usually 20")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Of nodes, 1 to 2000; usually 500")
  @APIResponse(responseCode = "404", description = "No current pipeline writes this table")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = LineageView.class)))
  public LineageView lineage(
      @QueryParam("table") @Nullable String table,
      @QueryParam("connection") @Nullable String connection,
      @QueryParam("depth") @Nullable String depth,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    Parameters.known(
        uri.getQueryParameters().keySet(), List.of("table", "connection", "depth", "limit"));
    return catalogue.lineage(
        Parameters.text(table),
        Parameters.text(connection),
        Parameters.number("depth", depth, 1, MOST_DEPTH).orElse((long) USUAL_DEPTH).intValue(),
        Parameters.limit(limit, USUAL_NODES, Catalogue.MAX_NODES));
  }

  /** For the document, which cannot say what a page is of. */
  record CataloguePage(List<TableSummary> items, @Nullable String next) {
    CataloguePage {
      items = List.copyOf(items);
    }
  }
}
