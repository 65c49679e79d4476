package dev.penstock.connector.kafka;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.definition.SourceDefinition;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** Topics of a Kafka cluster. */
public final class KafkaConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "kafka",
          Set.of(KafkaConnectionType.TYPE),
          "The records of a Kafka topic, up to the offsets that the topic has when the run is"
              + " planned. Only committed records are read. No consumer group is used.",
          KafkaOptions.SPEC);

  private final BufferAllocator allocator;

  /**
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public KafkaConnector(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    KafkaOptions options = KafkaOptions.parse(definition);
    return new KafkaSource(
        KafkaClients.of(connection), definition, options, RecordForm.of(options), allocator);
  }
}
