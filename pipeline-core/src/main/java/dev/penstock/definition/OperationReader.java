package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Reads how a pipeline is run. */
final class OperationReader {
  private final Reading reading;
  private final JsonNode pipeline;
  private final Map<String, ParameterDefinition> parameters;

  /**
   * @param pipeline the definition as its author wrote it
   */
  OperationReader(Reading reading, JsonNode pipeline, Map<String, ParameterDefinition> parameters) {
    this.reading = reading;
    this.pipeline = pipeline;
    this.parameters = parameters;
  }

  Operation read(Spot.Fields fields) {
    Concurrency concurrency =
        fields
            .get("concurrency")
            .flatMap(word -> reading.word(word, Concurrency.values(), "policy"))
            .orElse(Concurrency.QUEUE);
    Settings settings = fields.get("settings").map(SettingsReader::read).orElse(Settings.NONE);
    String name = fields.get("name").map(at -> at.node().asText()).orElse("");
    return new Operation(
        concurrency,
        parameters,
        fields
            .get("environments")
            .map(new EnvironmentsReader(pipeline, parameters)::read)
            .orElseGet(Map::of),
        settings,
        fields.get("retry").map(new RetryReader(reading)::read).orElse(RetryDefinition.NONE),
        fields.get("schedule").flatMap(new ScheduleReader(reading, name, parameters)::read),
        fields.get("hooks").map(new HooksReader(reading, settings)::read).orElseGet(List::of),
        fields.get("backfill").flatMap(new BackfillReader(reading)::read));
  }
}
