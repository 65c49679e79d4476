package dev.penstock.system;

import static dev.penstock.local.Component.LOADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stranger with a Kafka client and an Arrow library can read what travels. */
class TopicsTest {
  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void aBatchIsAnArrowStreamWithHeadersThatNameIt() throws IOException {
    OrdersPipeline pipeline = new OrdersPipeline("overheard", "overheard/orders.csv", 1 << 20);
    new Orders(71).write(bed.file(pipeline.path()), 100);
    bed.stack().suspend(LOADER);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());

    ConsumerRecord<String, byte[]> batch =
        new TopicReader(bed)
                .read(
                    Topics.EXTRACTED,
                    PenstockClient.PATIENCE,
                    found -> found.stream().anyMatch(each -> isBatchOf(run, each)))
                .stream()
                .filter(each -> isBatchOf(run, each))
                .findFirst()
                .orElseThrow();

    assertThat(header(batch, "stream")).isEqualTo("orders");
    assertThat(header(batch, "sequence")).isEqualTo("0");
    assertThat(header(batch, "content-type")).isEqualTo("application/vnd.apache.arrow.stream");
    assertThat(batch.key()).startsWith(run + "/orders/");
    try (RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(batch.value()), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      VectorSchemaRoot rows = reader.getVectorSchemaRoot();
      assertThat(rows.getRowCount()).isEqualTo(100);
      assertThat(rows.getSchema().getFields())
          .extracting(Field::getName)
          .startsWith(Orders.COLUMNS.split(",", -1));
      assertThat(rows.getVector("order_id").getObject(0)).hasToString("1");
    }
    bed.stack().resume(LOADER);
    bed.client().succeed(run);
  }

  @Test
  void aRejectIsItsOriginalWithThePlaceAndTheReasonInHeaders() {
    OrdersPipeline pipeline = new OrdersPipeline("refused", "refused/orders.csv", 1 << 20);
    new Orders(72).write(bed.file(pipeline.path()), 100);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    bed.client().succeed(run);

    ConsumerRecord<String, byte[]> reject =
        new TopicReader(bed)
                .read(
                    Topics.REJECTS,
                    PenstockClient.PATIENCE,
                    found -> found.stream().anyMatch(each -> header(each, "run").equals(run)))
                .stream()
                .filter(each -> header(each, "run").equals(run))
                .findFirst()
                .orElseThrow();

    assertThat(new String(reject.value(), UTF_8)).contains("\"order_id\":\"37\"", "-at-example");
    assertThat(reject.key()).startsWith(run + "/orders/");
    assertThat(header(reject, "pipeline")).isEqualTo("refused");
    assertThat(header(reject, "version")).isEqualTo("1");
    assertThat(header(reject, "stream")).isEqualTo("orders");
    assertThat(header(reject, "split")).isNotEmpty();
    assertThat(header(reject, "epoch")).isEqualTo("1");
    assertThat(header(reject, "sequence")).isEqualTo("0");
    assertThat(header(reject, "index")).isEqualTo("0");
    assertThat(header(reject, "output")).isEmpty();
    assertThat(header(reject, "stage")).isEqualTo("transform");
    assertThat(header(reject, "error-class")).isEqualTo("rule");
    assertThat(header(reject, "step")).isEqualTo("steps[3].validate");
    assertThat(header(reject, "rule")).isEqualTo(OrdersPipeline.RULE_EMAIL);
    assertThat(header(reject, "message")).contains("email");
    assertThat(header(reject, "place")).startsWith("refused/orders.csv:");
  }

  private static boolean isBatchOf(String run, ConsumerRecord<String, byte[]> message) {
    return header(message, "run").equals(run) && header(message, "kind").equals("batch");
  }

  private static String header(ConsumerRecord<String, byte[]> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }
}
