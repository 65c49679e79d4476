package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for of a run beside its kind, with everything filled in; never changes.
 *
 * @param parameters values of all parameters of the definition, as text
 * @param overrides other values by their path in the definition, as they were asked for
 * @param environment where it runs; {@code null} for none
 * @param streams those that it loads, in the definition's order; none where it only builds models
 * @param limit the most records that it reads of each stream; 0 for all
 */
public record RunOrder(
    Map<String, String> parameters,
    Map<String, JsonNode> overrides,
    @Nullable String environment,
    List<String> streams,
    long limit,
    RunTrigger trigger) {
  public RunOrder {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    streams = List.copyOf(streams);
  }

  /** The environment as a key: empty for none. */
  public String place() {
    return environment == null ? "" : environment;
  }

  /** A run of these streams, with nothing special about it. */
  public static RunOrder of(List<String> streams) {
    return new RunOrder(Map.of(), Map.of(), null, streams, 0, RunTrigger.MANUAL);
  }
}
