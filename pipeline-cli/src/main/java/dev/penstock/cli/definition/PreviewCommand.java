package dev.penstock.cli.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.TextTable;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connections;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.Problem;
import dev.penstock.preview.Previews;
import dev.penstock.preview.StreamPreview;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preview}: runs the first records through the steps, without a server. */
@Command(
    name = "preview",
    description = "Shows what a definition makes of its first records, without a server.")
public final class PreviewCommand extends LocalCommand {
  private static final long BYTES = 256L << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Parameters(paramLabel = "FILE", description = "The definition.")
  private Path file = Path.of("");

  @Option(names = "--stream", paramLabel = "NAME", description = "Only this stream.")
  private @Nullable String stream;

  @Option(
      names = {"-n", "--records"},
      paramLabel = "N",
      defaultValue = "10",
      description = "The most records that are read of a stream (default: ${DEFAULT-VALUE}).")
  private int records;

  @Mixin private Variation variation = new Variation();
  @Mixin private OfflineOptions offline = new OfflineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  protected Exit call(Console console) {
    if (records < 1 || records > 1000) {
      throw usage("--records takes 1 to 1000.");
    }
    Connections connections = offline.connections(System.getenv());
    PipelineDefinition pipeline =
        EffectiveFile.read(file, variation, offline.surroundings(connections)).definition();
    if (stream != null) {
      pipeline = Chosen.stream(pipeline, stream);
    }
    try (BufferAllocator allocator = new RootAllocator(BYTES)) {
      Sources sources = new Sources(Connectors.sources(allocator), connections);
      Map<String, StreamPreview> previews =
          new Previews(sources, MaskKey.NONE, Limits.DEFAULT, allocator)
              .of(pipeline, records, Cancellation.NEVER);
      if (output.json()) {
        console.raw(json(pipeline, previews).toPrettyString());
      } else {
        previews.forEach((name, preview) -> show(console, name, preview));
      }
      return previews.values().stream().allMatch(preview -> preview.problems().isEmpty())
          ? Exit.FINE
          : Exit.FAILED;
    }
  }

  private void show(Console console, String name, StreamPreview preview) {
    console.line(
        "Stream "
            + name
            + ": "
            + preview.read()
            + " read, "
            + preview.rejects().size()
            + " rejected");
    preview.notes().forEach(note -> console.line("  " + note));
    preview
        .outputs()
        .forEach(
            (output, shown) -> {
              console.line("");
              console.line(
                  "Output "
                      + output
                      + ": "
                      + shown.rows().size()
                      + " rows, "
                      + shown.counts().filtered()
                      + " filtered");
              console.lines(rows(shown.rows(), types(shown.columns()), console.width()));
            });
    if (!preview.rejects().isEmpty()) {
      console.line("");
      console.line("Rejects");
      TextTable table = new TextTable("place", "step", "rule", "message");
      for (RejectedRecord reject : preview.rejects()) {
        table.row(reject.place(), reject.step(), reject.rule(), reject.message());
      }
      console.lines(table.lines(console.width()));
    }
    preview
        .warnings()
        .forEach(
            warning ->
                console.line(
                    "Warning: "
                        + warning.rule()
                        + ", "
                        + warning.count()
                        + " times, first at "
                        + warning.place()
                        + ": "
                        + warning.message()));
    for (Problem problem : preview.problems()) {
      console.line("  " + problem.text());
    }
    console.line("");
  }

  private static Map<String, String> types(Schema schema) {
    Map<String, String> types = new LinkedHashMap<>();
    schema.getFields().forEach(field -> types.put(field.getName(), ColumnTypes.word(field)));
    return types;
  }

  /** As many columns as fit; a line names the types of the others. */
  private static List<String> rows(List<String> rows, Map<String, String> types, int width) {
    Set<String> numbers = new TreeSet<>();
    types.forEach(
        (name, type) -> {
          if (type.matches("(integer|bigint|smallint|tinyint|double|float|real|decimal).*")) {
            numbers.add(name);
          }
        });
    List<String> names = new ArrayList<>(types.keySet());
    List<List<String>> cells = new ArrayList<>();
    for (String row : rows) {
      JsonNode record = tree(row);
      cells.add(names.stream().map(name -> cell(record.path(name))).toList());
    }
    int shown = names.size();
    while (true) {
      TextTable table =
          new TextTable(
              24,
              names.subList(0, shown).stream()
                  .map(name -> numbers.contains(name) ? name + ":" : name)
                  .toList());
      int last = shown;
      cells.forEach(row -> table.row(row.subList(0, last)));
      List<String> lines = new ArrayList<>(table.lines());
      if (shown == 1 || lines.stream().mapToInt(String::length).max().orElse(0) < width) {
        if (shown < names.size()) {
          lines.add("  … and " + String.join(", ", names.subList(shown, names.size())));
        }
        return lines;
      }
      shown--;
    }
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isBigDecimal()) {
      return value.decimalValue().toPlainString();
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static JsonNode tree(String row) {
    try {
      return JSON.readTree(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row is JSON", e);
    }
  }

  private static ObjectNode json(PipelineDefinition pipeline, Map<String, StreamPreview> previews) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("pipeline", pipeline.name());
    ArrayNode streams = document.putArray("streams");
    previews.forEach(
        (name, preview) -> {
          ObjectNode one = streams.addObject().put("name", name).put("read", preview.read());
          columns(one, preview.source());
          ArrayNode outputs = one.putArray("outputs");
          preview
              .outputs()
              .forEach(
                  (output, shown) -> {
                    ObjectNode of = outputs.addObject().put("name", output);
                    columns(of, shown.columns());
                    ArrayNode rows = of.putArray("rows");
                    shown.rows().forEach(row -> rows.add(tree(row)));
                    of.put("filtered", shown.counts().filtered());
                    of.put("merged", shown.counts().merged());
                  });
          one.set("rejects", JSON.valueToTree(preview.rejects()));
          one.set("warnings", JSON.valueToTree(preview.warnings()));
          one.set("notes", JSON.valueToTree(preview.notes()));
          one.set("problems", JSON.valueToTree(preview.problems()));
        });
    return document;
  }

  private static void columns(ObjectNode to, Schema schema) {
    ArrayNode columns = to.putArray("columns");
    types(schema).forEach((name, type) -> columns.addObject().put("name", name).put("type", type));
  }
}
