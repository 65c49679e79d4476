package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: what differs from the server, or between two versions; exit code 1 if anything. */
@Command(
    name = "diff",
    description =
        "Shows what differs between files and the server, or between two versions of a pipeline.")
public final class DiffCommand extends ServerCommand {
  @Parameters(paramLabel = "PIPELINE", arity = "0..1", description = "The pipeline.")
  private @Nullable String pipeline;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "PATH",
      description =
          "A definition, or a folder of them, that is compared with the server's; may be"
              + " repeated.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "VERSION",
      description = "The older (default: the one before).")
  private @Nullable Integer from;

  @Option(names = "--to", paramLabel = "VERSION", description = "The newer (default: the current).")
  private @Nullable Integer to;

  @Override
  protected Exit call(ApiClient api, Console console) {
    if (pipeline != null == !files.isEmpty()) {
      throw usage("Name either a pipeline, or files by -f.");
    }
    return pipeline != null ? versions(api, console, pipeline) : files(api, console);
  }

  private Exit versions(ApiClient api, Console console, String name) {
    int newer = to != null ? to : current(api, name);
    int older = from != null ? from : Math.max(1, newer - 1);
    Answer answer =
        api.get(Query.of("pipelines", name, "diff").with("from", older).with("to", newer));
    boolean same = answer.json().path("same").asBoolean();
    if (output().json()) {
      console.raw(answer.text());
    } else if (same) {
      console.line(name + ": the versions " + older + " and " + newer + " are the same.");
    } else {
      DiffLines.show(
          console, name + " version " + older + " → " + newer, answer.json().path("lines"));
    }
    return same ? Exit.FINE : Exit.FAILED;
  }

  private static int current(ApiClient api, String name) {
    return api.get(Query.of("pipelines", name)).json().path("version").asInt(1);
  }

  private Exit files(ApiClient api, Console console) {
    boolean same = true;
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode items = document.putArray("items");
    for (Path path : PipelineFile.find(files, false)) {
      PipelineFile file = PipelineFile.read(path);
      String name = file.definition().name();
      Optional<Answer> there = api.find(Query.of("pipelines", name));
      JsonNode found =
          there.isPresent()
              ? api.postYaml(Query.of("pipelines", name, "diff"), file.text()).json()
              : added(file);
      same &= found.path("same").asBoolean();
      if (output().json()) {
        items
            .addObject()
            .put("pipeline", name)
            .put("file", path.toString())
            .setAll((ObjectNode) found);
      } else if (found.path("same").asBoolean()) {
        console.line(name + ": the same");
      } else {
        String title = there.isPresent() ? name + ": server → " + path : name + ": new, " + path;
        DiffLines.show(console, title, found.path("lines"));
      }
    }
    if (output().json()) {
      console.raw(document.toPrettyString());
    }
    return same ? Exit.FINE : Exit.FAILED;
  }

  /** A pipeline that the server does not have. */
  private static ObjectNode added(PipelineFile file) {
    ObjectNode found = JsonNodeFactory.instance.objectNode().put("same", false);
    ArrayNode lines = found.putArray("lines");
    new String(file.text(), StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> lines.addObject().put("op", "+").put("text", line));
    return found;
  }
}
