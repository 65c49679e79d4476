package dev.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.JsonValues;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.transform.Limits;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** The example pipeline reads events as the API writes them. */
class KafkaExampleTest {
  @Test
  void theExampleReadsRunEvents() throws Exception {
    String topic = Broker.topic("events", 1, Map.of());
    Broker.send(
        topic,
        0,
        """
        {"specversion": "1.0", "id": "e1", "source": "/api/v1/pipelines/p",
         "type": "dev.penstock.run.updated", "subject": "r1", "time": "2026-01-31T10:00:00.5Z",
         "datacontenttype": "application/json",
         "data": {"runId": "r1", "pipeline": "birdstrikes", "status": "SUCCEEDED"}}
        """);
    String yaml = Files.readString(Path.of("..", "examples", "kafka.yaml"));
    StreamDefinition stream =
        new DefinitionParser()
            .parse(yaml.replace("penstock.events,", topic + ",")).stream("events");
    try (BufferAllocator allocator = new RootAllocator()) {
      KafkaSource source =
          Broker.source(
              Broker.connection(),
              allocator,
              stream.source().options().toString(),
              Duration.ofSeconds(20));
      SourcePlan plan = Broker.plan(source, null);
      try (SplitReader reader =
              source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER);
          StreamTransformer transformer =
              StreamTransformer.open(
                  stream,
                  "streams.events",
                  plan.stream().schema(),
                  (name, lookup, batches) -> {},
                  Limits.DEFAULT,
                  allocator);
          TransformResult result =
              transformer.apply(Objects.requireNonNull(reader.next()).rows(), topic)) {
        assertThat(JsonValues.record(result.rows(), 0))
            .isEqualTo(
                """
                {"id":"e1","type":"dev.penstock.run.updated","time":"2026-01-31T10:00:00.500Z",\
                "run":"r1","pipeline":"birdstrikes","status":"SUCCEEDED",\
                "data":{"runId":"r1","pipeline":"birdstrikes","status":"SUCCEEDED"},\
                "_partition":0,"_offset":0}""");
      }
    }
  }
}
