package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RefusedException;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code apply}: makes the server have what the files say. All files are checked first; a pipeline
 * that somebody else changed meanwhile is left alone and told.
 */
@Command(
    name = "apply",
    description = "Puts definitions to the server: all are checked first, nobody is overwritten.")
public final class ApplyCommand extends ServerCommand {
  private static final int PRECONDITION_FAILED = 412;
  private static final int PAGE = 100;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "PATH",
      description = "A definition, or a folder of them; may be repeated.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only says what would be done.")
  private boolean dryRun;

  @Option(
      names = "--prune",
      description = "Deletes the pipelines that the folders lack; asks first.")
  private boolean prune;

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  private boolean yes;

  /** What becomes of one pipeline. */
  private record Change(String pipeline, String what, String version) {}

  @Override
  protected Exit call(ApiClient api, Console console) {
    if (prune && files.stream().noneMatch(Files::isDirectory)) {
      throw usage("--prune deletes what a folder lacks; name a folder.");
    }
    Map<String, PipelineFile> wanted = checked();
    List<Change> changes = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (PipelineFile file : wanted.values()) {
      try {
        Change change = put(api, file);
        changes.add(change);
        show(console, change);
      } catch (RefusedException e) {
        String name = file.definition().name();
        refused.add(
            e.status() == PRECONDITION_FAILED
                ? name
                    + ": somebody changed it meanwhile; nothing was overwritten. Look: penstock diff"
                    + " -f "
                    + file.path()
                : name + ": " + e.getMessage());
      }
    }
    if (prune && refused.isEmpty()) {
      prune(api, console, wanted.keySet(), changes);
    }
    if (output().json()) {
      console.raw(json(changes).toPrettyString());
    }
    if (!refused.isEmpty()) {
      throw new CliException(Exit.REFUSED, String.join("\n", refused));
    }
    return Exit.FINE;
  }

  /** All files by the pipeline's name; any mistake in any of them ends the command. */
  private Map<String, PipelineFile> checked() {
    Map<String, PipelineFile> wanted = new LinkedHashMap<>();
    List<Mistake> mistakes = new ArrayList<>();
    for (Path path : PipelineFile.find(files, false)) {
      try {
        PipelineFile file = PipelineFile.read(path);
        PipelineFile other = wanted.putIfAbsent(file.definition().name(), file);
        if (other != null) {
          throw new CliException(
              Exit.INVALID,
              "Both " + other.path() + " and " + path + " define " + file.definition().name());
        }
      } catch (InvalidException e) {
        mistakes.addAll(e.mistakes());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidException(mistakes);
    }
    return wanted;
  }

  private Change put(ApiClient api, PipelineFile file) {
    String name = file.definition().name();
    Query at = Query.of("pipelines", name);
    Optional<Answer> there = api.find(at);
    String before = there.map(answer -> answer.json().path("version").asText()).orElse("");
    String text = new String(file.text(), StandardCharsets.UTF_8);
    if (there.isPresent() && text.equals(there.get().json().path("definition").asText())) {
      return new Change(name, "same", before);
    }
    String what = there.isPresent() ? "changed" : "new";
    if (dryRun) {
      return new Change(name, what, before);
    }
    Map<String, String> condition =
        there.isEmpty()
            ? Map.of("If-None-Match", "*")
            : there.get().etag().map(tag -> Map.of("If-Match", tag)).orElse(Map.of());
    JsonNode now = api.put(at, file.text(), condition).json();
    return new Change(name, what, now.path("version").asText());
  }

  private void prune(ApiClient api, Console console, Set<String> wanted, List<Change> changes) {
    List<String> extra = new ArrayList<>(names(api));
    extra.removeAll(wanted);
    if (extra.isEmpty()) {
      return;
    }
    if (!dryRun && !yes) {
      if (!console.terminal()) {
        throw usage("--prune would delete " + String.join(", ", extra) + ". Say so: --yes");
      }
      if (!console.confirm("Delete " + String.join(", ", extra) + "?")) {
        console.note("Nothing was deleted.");
        return;
      }
    }
    for (String name : extra) {
      if (!dryRun) {
        api.delete(Query.of("pipelines", name));
      }
      Change change = new Change(name, "deleted", "");
      changes.add(change);
      show(console, change);
    }
  }

  /** Names of all pipelines that the server has. */
  static Set<String> names(ApiClient api) {
    Set<String> names = new java.util.LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    String after = "";
    do {
      JsonNode page =
          api.get(Query.of("pipelines").with("limit", PAGE).with("after", after)).json();
      page.path("items").forEach(item -> names.add(item.path("name").asText()));
      after = page.path("next").asText("");
    } while (!after.isEmpty() && !"null".equals(after) && seen.add(after));
    return names;
  }

  private void show(Console console, Change change) {
    if (!output().json()) {
      String version = change.version().isEmpty() ? "" : " (version " + change.version() + ")";
      String would = dryRun && !change.what().equals("same") ? "would be " : "";
      console.line("%-24s  %s%s%s".formatted(change.pipeline(), would, change.what(), version));
    }
  }

  private static ObjectNode json(List<Change> changes) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode items = document.putArray("items");
    changes.forEach(
        change ->
            items
                .addObject()
                .put("pipeline", change.pipeline())
                .put("change", change.what())
                .put("version", change.version()));
    return document;
  }
}
