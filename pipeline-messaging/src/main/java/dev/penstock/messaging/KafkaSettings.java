package dev.penstock.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How this process reaches Kafka, and the one place that makes its clients. Thread-safe; the
 * clients that it makes are the caller's to close.
 *
 * @param instance a name that this process keeps over restarts and shares with no other; a
 *     restarted process takes over its own partitions and fences its own ghost
 * @param security further client settings (TLS, SASL), as Kafka names them
 * @param partitions of topics that are created, but for the one that orders all events
 * @param replication of topics that are created
 */
public record KafkaSettings(
    String bootstrapServers,
    String instance,
    Map<String, String> security,
    int partitions,
    short replication) {
  /**
   * The largest message, in bytes, before compression. Extracted batches stay under 3 MiB; a query
   * that adds columns or rows may make more of them.
   */
  public static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final int FETCH_BYTES = 8 << 20;

  /** A dead producer's open transaction holds readers up at most this long. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

  public KafkaSettings {
    security = Map.copyOf(security);
  }

  /**
   * A consumer of committed messages that commits by hand.
   *
   * @param group consumer group; membership is static, so that a restart takes its partitions back
   * @param member distinguishes several consumers of one group in this process
   */
  public KafkaConsumer<String, byte[]> groupConsumer(
      String group, String member, Map<String, Object> more) {
    Map<String, Object> config = consumer();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + instance + "-" + member);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    config.putAll(more);
    return new KafkaConsumer<>(config);
  }

  /** A consumer of committed messages that is assigned its partitions by hand. */
  public KafkaConsumer<String, byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> config = consumer();
    config.putAll(more);
    return new KafkaConsumer<>(config);
  }

  /** A producer for messages that stand alone; waits for all replicas. */
  public KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(producerConfig());
  }

  /** The same with other settings. */
  public KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = producerConfig();
    config.putAll(more);
    return new KafkaProducer<>(config);
  }

  /** A transactional producer; {@code initTransactions} is the caller's. */
  public KafkaProducer<String, byte[]> transactionalProducer(String transactionalId) {
    Map<String, Object> config = producerConfig();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
    return new KafkaProducer<>(config);
  }

  /** Settings that every client needs, an admin client too. */
  public Map<String, Object> common() {
    Map<String, Object> config = new HashMap<>(security);
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    config.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50);
    return config;
  }

  private Map<String, Object> consumer() {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 2);
    return config;
  }

  private Map<String, Object> producerConfig() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_MESSAGE_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_MESSAGE_BYTES);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    return config;
  }
}
