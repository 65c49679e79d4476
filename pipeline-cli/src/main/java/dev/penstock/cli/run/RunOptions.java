package dev.penstock.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run is asked to be, and the body that says it to the API. */
final class RunOptions {
  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "incremental (if not given) or full: how much of its sources it reads.")
  private @Nullable String mode;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description =
          "source (if not given), bronze (the raw copies that earlier runs kept) or silver (the"
              + " tables that are published: only the models are built).")
  private @Nullable String from;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description =
          "Only a part: extract (as far as the raw copies) or models (from what is published).")
  private @Nullable Part part;

  @Option(
      names = "--streams",
      paramLabel = "STREAM",
      split = ",",
      description = "Only these streams, with commas.")
  private List<String> streams = List.of();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Another value of the definition for this run, such as settings.parallelism=16; may be"
              + " repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A parameter's value; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      description = "The environment of the definition in which it runs.")
  private @Nullable String environment;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Reads at most so many records of each stream.")
  private @Nullable Long limit;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Its place in the queue: higher ones go first.")
  private @Nullable Integer priority;

  @Option(
      names = "--dry-run",
      description = "Does everything and takes it back; shows what a run would change.")
  private boolean dryRun;

  /** A part of a run. */
  enum Part {
    extract,
    models
  }

  boolean dry() {
    return dryRun;
  }

  boolean contradictory() {
    return part == Part.models && from != null && !"silver".equals(from);
  }

  /** The body that the API documents; what is not given is not said. */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    text(body, "mode", mode);
    text(body, "from", part == Part.models ? "silver" : from);
    text(body, "until", part == Part.extract ? "bronze" : null);
    if (dryRun) {
      body.put("dry_run", true);
    }
    if (!parameters.isEmpty()) {
      ObjectNode values = body.putObject("parameters");
      parameters.forEach(values::put); // the server knows their types
    }
    if (!overrides.isEmpty()) {
      ObjectNode values = body.putObject("set");
      overrides.forEach((path, value) -> values.set(path, value(value)));
    }
    text(body, "environment", environment);
    if (!streams.isEmpty()) {
      streams.forEach(body.putArray("streams")::add);
    }
    if (limit != null) {
      body.put("limit", limit);
    }
    if (priority != null) {
      body.put("priority", priority);
    }
    return body;
  }

  private static void text(ObjectNode body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  /** A value as JSON where it is some, such as 16, true or ["a"], else as text. */
  static JsonNode value(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      // 007 and 1e3 are texts that a person wrote, not the numbers 7 and 1000.
      return read.isMissingNode() || (read.isNumber() && !read.asText().equals(text))
          ? JsonNodeFactory.instance.textNode(text)
          : read;
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }
}
