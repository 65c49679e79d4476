package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.connector.rows.SchemaInference;
import dev.penstock.definition.SourceDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** The topic that one definition names. */
final class KafkaSource implements Source {
  private static final Duration PLAN_LIMIT = Duration.ofSeconds(15);

  /** How long nothing may come while a run reads. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaClients clients;
  private final SourceDefinition definition;
  private final KafkaOptions options;
  private final RecordForm form;
  private final Metadata metadata;
  private final BufferAllocator allocator;
  private final Duration patience;

  KafkaSource(
      KafkaClients clients,
      SourceDefinition definition,
      KafkaOptions options,
      RecordForm form,
      BufferAllocator allocator) {
    this(clients, definition, options, form, allocator, PATIENCE);
  }

  /** For tests that do not wait so long. */
  KafkaSource(
      KafkaClients clients,
      SourceDefinition definition,
      KafkaOptions options,
      RecordForm form,
      BufferAllocator allocator,
      Duration patience) {
    this.clients = clients;
    this.definition = definition;
    this.options = options;
    this.form = form;
    this.metadata = new Metadata(options.metadata(), options.key());
    this.allocator = allocator;
    this.patience = patience;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    cancellation.check();
    KafkaErrors errors = new KafkaErrors(clients.connection(), "topic " + options.topic());
    Topic topic;
    try (ClosingAdmin admin = new ClosingAdmin(clients.admin())) {
      topic =
          Topic.find(
              admin.admin(),
              options.topic(),
              errors,
              new Answers(errors, PLAN_LIMIT, cancellation));
    }
    KafkaPlanner planner = new KafkaPlanner(options, topic);
    List<PartitionRange> ranges = planner.ranges(options.incremental() ? request.state() : null);
    Schema schema = schema(request, ranges, errors, cancellation);
    List<Split> splits = planner.splits(ranges);
    if (splits.isEmpty() && request.state() == null) {
      // The first run tells the columns although there are no records.
      splits = List.of(KafkaPlanner.split(ranges.getFirst(), 0));
    }
    return new SourcePlan(
        new SourcePlan.Stream(schema),
        request.sample() ? splits.stream().limit(1).toList() : splits,
        options.incremental() ? planner.state().toJson() : null,
        planner.notes());
  }

  private Schema schema(
      PlanRequest request,
      List<PartitionRange> ranges,
      KafkaErrors errors,
      Cancellation cancellation) {
    List<Field> fields = new ArrayList<>(form.columns());
    if (form.learned()) {
      SchemaInference learned = new SchemaInference(declared(), known(request.known()));
      Sample sample = new Sample(clients, errors, patience, cancellation);
      sample.read(ranges, record -> learn(record, learned));
      fields.addAll(learned.schema().getFields());
      fields.removeLast();
    }
    fields.addAll(metadata.columns());
    fields.add(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT));
    return new Schema(fields);
  }

  private void learn(ConsumerRecord<byte[], byte[]> record, SchemaInference learned) {
    if (record.value() == null) {
      return;
    }
    try {
      ObjectNode value = form.value(record.value());
      if (options.metadata()) {
        value.remove(Metadata.NAMES);
      }
      learned.add(value);
    } catch (Malformed e) {
      // Rejected when it is read.
    }
  }

  private Map<String, String> declared() {
    Map<String, String> declared = new LinkedHashMap<>(definition.schema());
    if (options.metadata()) {
      declared.keySet().removeAll(Metadata.NAMES);
    }
    return declared;
  }

  private @Nullable Schema known(@Nullable Schema known) {
    if (known == null || !options.metadata()) {
      return known;
    }
    return new Schema(
        known.getFields().stream().filter(f -> !Metadata.NAMES.contains(f.getName())).toList());
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    cancellation.check();
    PartitionRange range = PartitionRange.fromJson(split.position());
    long from = after == null ? range.from() : after.path(KafkaSplitReader.OFFSET).asLong();
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
    try {
      RangeReader records =
          new RangeReader(
              consumer,
              range.topicPartition(),
              from,
              range.to(),
              options.goOnAfterLoss(),
              new KafkaErrors(clients.connection(), range.origin()),
              patience,
              cancellation);
      JsonBatches batches =
          new JsonBatches(stream.source(), definition.onSchemaChange(), range.origin(), allocator);
      return new KafkaSplitReader(consumer, records, batches, form, metadata, range.to());
    } catch (RuntimeException e) {
      KafkaSplitReader.close(consumer);
      throw e;
    }
  }
}
