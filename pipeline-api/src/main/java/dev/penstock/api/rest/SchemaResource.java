package dev.penstock.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.catalog.DefinitionSchema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The JSON Schema of a pipeline, for editors and checks before it is put. */
@Path("/api/v1/schemas/pipeline")
@Produces("application/schema+json")
public class SchemaResource {
  private final ObjectNode schema = DefinitionSchema.generate(Connectors.sourceSpecs());

  @GET
  @Operation(summary = "The JSON Schema of a pipeline definition")
  public ObjectNode schema() {
    return schema;
  }
}
