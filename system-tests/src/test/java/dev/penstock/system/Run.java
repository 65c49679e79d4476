package dev.penstock.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.RunState;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A run as the API answers it. */
public record Run(JsonNode json) {
  public String id() {
    return json.path("id").asText();
  }

  public RunState state() {
    return RunState.valueOf(json.path("state").asText());
  }

  /** Records of a stage so far: {@code EXTRACT}, {@code TRANSFORM} or {@code LOAD}. */
  public long records(String stage) {
    return stage(stage).path("records").asLong();
  }

  private JsonNode stage(String name) {
    return each("stages")
        .filter(stage -> stage.path("stage").asText().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no stage " + name + " in " + this));
  }

  public boolean balanced() {
    return json.path("books").path("balanced").asBoolean();
  }

  /** The books' entry of an output. */
  public JsonNode entry(String stream, String output) {
    return StreamSupport.stream(json.path("books").path("entries").spliterator(), false)
        .filter(
            entry ->
                entry.path("stream").asText().equals(stream)
                    && entry.path("output").asText().equals(output))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no entry " + stream + "/" + output + ": " + this));
  }

  public long rejects() {
    return json.path("rejects").path("total").asLong();
  }

  public boolean cleaned() {
    return json.path("cleaned").asBoolean();
  }

  /** The splits of all streams. */
  public Stream<JsonNode> splits() {
    return each("streams")
        .flatMap(stream -> StreamSupport.stream(stream.path("splitList").spliterator(), false));
  }

  /** A sum over all splits. */
  public long sum(ToLongFunction<JsonNode> value) {
    return splits().mapToLong(value).sum();
  }

  /** Rows of a published table; layer is {@code bronze}, {@code silver} or {@code gold}. */
  public long published(String layer, String name) {
    return each("tables")
        .filter(
            table ->
                table.path("layer").asText().equalsIgnoreCase(layer)
                    && table.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + layer + "/" + name + ": " + this))
        .path("rows")
        .asLong();
  }

  /** The problem with this code, or a failure that shows the run. */
  public JsonNode problem(String code) {
    return each("problems")
        .filter(problem -> problem.path("code").asText().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no problem " + code + ": " + this));
  }

  /** All problems, each as {@code code | where | message | advice}. */
  public String problems() {
    StringBuilder text = new StringBuilder();
    each("problems")
        .forEach(
            problem ->
                text.append(problem.path("code").asText())
                    .append(" | ")
                    .append(problem.path("where").asText())
                    .append(" | ")
                    .append(problem.path("message").asText())
                    .append(" | ")
                    .append(problem.path("advice").asText())
                    .append('\n'));
    return text.toString();
  }

  public Stream<JsonNode> each(String field) {
    return StreamSupport.stream(json.path(field).spliterator(), false);
  }

  @Override
  public String toString() {
    return json.toPrettyString();
  }
}
