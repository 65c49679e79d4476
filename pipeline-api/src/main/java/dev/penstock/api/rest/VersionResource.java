package dev.penstock.api.rest;

import dev.penstock.api.pipelines.Difference;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.pipelines.VersionView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Versions of pipelines, what differs between them, and all of them as files. */
@Path("/api/v1/pipelines")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "pipelines")
public class VersionResource {
  private static final int USUAL = 50;
  private static final int MOST = 500;
  private static final int PAGE = 100;

  private final Pipelines pipelines;

  public VersionResource(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  @GET
  @Path("/{name}/versions")
  @Operation(
      summary = "List the versions of a pipeline, newest first",
      description = "Of a deleted one too.")
  public Page<VersionView> versions(
      @PathParam("name") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after) {
    int most = Parameters.limit(limit, USUAL, MOST);
    int below =
        Parameters.number("after", after, 1, Integer.MAX_VALUE)
            .map(Long::intValue)
            .orElse(Integer.MAX_VALUE);
    List<VersionView> found = pipelines.versions(name, below, most + 1);
    boolean more = found.size() > most;
    List<VersionView> shown = more ? found.subList(0, most) : found;
    return new Page<>(shown, more ? Integer.toString(shown.getLast().version()) : null);
  }

  @GET
  @Path("/{name}/diff")
  @Operation(summary = "Compare two versions of a pipeline")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Difference.class)))
  public Difference difference(
      @PathParam("name") String name,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to) {
    int last =
        Parameters.number("to", to, 1, Integer.MAX_VALUE)
            .map(Long::intValue)
            .orElseGet(() -> pipelines.current(name).version());
    int first =
        Parameters.number("from", from, 1, Integer.MAX_VALUE)
            .map(Long::intValue)
            .orElse(Math.max(1, last - 1));
    return pipelines.difference(name, first, last);
  }

  @POST
  @Path("/{name}/diff")
  @Consumes({
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    MediaType.TEXT_PLAIN,
    MediaType.APPLICATION_JSON
  })
  @Operation(
      summary = "Compare the current version of a pipeline with a definition",
      description = "Nothing is kept. The definition is read, not validated.")
  @RequestBody(
      required = true,
      content =
          @Content(mediaType = "application/yaml", schema = @Schema(implementation = String.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Difference.class)))
  public Difference difference(@PathParam("name") String name, InputStream body) {
    return pipelines.difference(name, Bodies.text(body));
  }

  @GET
  @Path("/export")
  @Produces("application/zip")
  @Operation(
      summary = "Download the current versions of all pipelines, each as NAME.yaml",
      description = "The same pipelines make the same file, byte by byte.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/zip",
              schema = @Schema(implementation = String.class, format = "binary")))
  public Response export() {
    StreamingOutput zip =
        out -> {
          try (ZipOutputStream files = new ZipOutputStream(out)) {
            String after = "";
            List<PipelineVersion> page;
            do {
              page = pipelines.list(after, "", PAGE);
              for (PipelineVersion pipeline : page) {
                ZipEntry entry = new ZipEntry(pipeline.name() + ".yaml");
                entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
                files.putNextEntry(entry);
                files.write(pipeline.definition().getBytes(StandardCharsets.UTF_8));
                files.closeEntry();
                after = pipeline.name();
              }
            } while (page.size() == PAGE);
          }
        };
    return Response.ok(zip, "application/zip")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"pipelines.zip\"")
        .build();
  }
}
