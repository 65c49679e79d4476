package dev.penstock.api.rest;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.graph.GraphBuilder;
import dev.penstock.api.graph.PipelineGraph;
import dev.penstock.api.graph.RunForm;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a pipeline consists of, for those who show it. */
@Path("/api/v1/pipelines/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "pipelines")
public class GraphResource {
  private final Pipelines pipelines;
  private final DefinitionParser parser = new DefinitionParser();

  public GraphResource(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  @GET
  @Path("/graph")
  @Operation(
      summary = "Read a pipeline as a graph: sources, steps, outputs, models and checks",
      description =
          "Of its current version, or another. Parameters have their defaults, or examples.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PipelineGraph.class)))
  @APIResponse(responseCode = "404", description = "There is no such pipeline or version")
  public PipelineGraph graph(
      @PathParam("name") String name, @QueryParam("version") @Nullable String version) {
    PipelineVersion found = found(name, version);
    return GraphBuilder.of(read(found), found.definition());
  }

  @GET
  @Path("/form")
  @Operation(
      summary = "Read what a run of a pipeline may bring: its parameters, environments, streams",
      description = "Of its current version, or another.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = RunForm.class)))
  @APIResponse(responseCode = "404", description = "There is no such pipeline or version")
  public RunForm form(
      @PathParam("name") String name, @QueryParam("version") @Nullable String version) {
    return RunForm.of(read(found(name, version)));
  }

  private PipelineVersion found(String name, @Nullable String version) {
    return Parameters.number("version", version, 1, Integer.MAX_VALUE)
        .map(number -> pipelines.version(name, number.intValue()))
        .orElseGet(() -> pipelines.current(name));
  }

  private PipelineDefinition read(PipelineVersion version) {
    try {
      return parser.parse(version.definition());
    } catch (PermanentException e) {
      // Put when other rules held.
      throw new Refusal(Refusal.Kind.INVALID, e.problems());
    }
  }
}
