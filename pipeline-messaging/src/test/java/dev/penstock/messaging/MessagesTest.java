package dev.penstock.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.batch.Warning;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.Split;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
  private static final SplitId SPLIT = new SplitId("r1", "orders", "0");
  private static final JsonNode NODE = JsonNodeFactory.instance.objectNode().put("a", 1);
  private static final Problem PROBLEM = new Problem("code", "where", "message", "advice");

  static Stream<Task> tasks() {
    Split split = new Split("0", "orders.csv", JsonNodeFactory.instance.objectNode(), 12);
    return Stream.of(
        new Task.PlanStream("r1", 0, "orders", NODE, "{}"),
        new Task.PlanStream("r1", 0, "orders", null, null),
        new Task.ReadSplit("r1", 1, "orders", split, "{}", "{}", 10, 4),
        new Task.Audit("r1", 2),
        new Task.Publish("r1", 3),
        new Task.Clean("r1", 4));
  }

  static Stream<Report> reports() {
    var check =
        new AuditResult.CheckResult("rows", "orders", false, "none", 1, List.of(Map.of("a", "b")));
    var table = new PublishResult.PublishedTable("silver", "orders", "silver.orders", 7);
    return Stream.of(
        new Report.Planned(
            "r1",
            0,
            "orders",
            1,
            true,
            List.of(new Split("0", "orders.csv", NODE, 12)),
            "{}",
            "{}",
            NODE,
            List.of("news")),
        new Report.Extracted("r1", 0, "orders", "0", 1, 2, 3, 4, true, null),
        new Report.Transformed(
            "r1",
            0,
            "orders",
            "0",
            1,
            5,
            1,
            Map.of("orders", new Counts(5, 4, 1, 0, 0)),
            List.of(new Warning("steps[0].validate", "r", 2, "o.csv:3", "m")),
            false),
        new Report.Loaded("r1", 0, "orders", "0", "orders", 1, 2, 3, 4, true),
        new Report.Audited(
            "r1",
            0,
            new AuditResult(
                List.of(check), List.of(), List.of(new AuditResult.BuiltModel("m", 1_000, 2_000)))),
        new Report.Published("r1", 0, new PublishResult(List.of(table))),
        new Report.Cleaned("r1", 0),
        new Report.Retrying("r1", 0, Stage.LOAD, 2, PROBLEM),
        new Report.Failed("r1", 0, Stage.AUDIT, List.of(PROBLEM)));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void aTaskIsReadBackAsItWasWritten(Task task) {
    assertThat(Json.read(Json.write(task), Task.class)).isEqualTo(task);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aReportIsReadBackAsItWasWritten(Report report) {
    assertThat(Json.read(Json.write(report), Report.class)).isEqualTo(report);
  }

  @Test
  void aFieldOfANewerVersionIsIgnored() {
    byte[] json = "{\"kind\":\"audit\",\"run\":\"r1\",\"epoch\":1,\"new\":true}".getBytes();
    assertThat(Json.read(json, Task.class)).isEqualTo(new Task.Audit("r1", 1));
  }

  @Test
  void batchHeadersAreReadBackAsTheyWereWritten() {
    BatchHeaders headers = new BatchHeaders(SPLIT, 7, 2, false, "größe.csv", "");
    assertThat(BatchHeaders.from(headers.toHeaders())).isEqualTo(headers);
    BatchHeaders end = new BatchHeaders(SPLIT, 8, 2, true, "o", "").forOutput("silver");
    assertThat(BatchHeaders.from(end.toHeaders())).isEqualTo(end);
  }

  @Test
  void aMissingHeaderIsNamed() {
    assertThatThrownBy(() -> BatchHeaders.from(new RecordHeaders()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run");
  }

  @Test
  void aRejectIsReadBackAsItWasWritten() {
    RejectedRecord record =
        new RejectedRecord(
            Stage.TRANSFORM,
            ErrorClass.CONVERSION,
            "steps[1].cast",
            "cast a to date",
            "a is 'x'",
            "o.csv:3",
            "{}");
    RejectMessage reject = new RejectMessage(SPLIT, 1, "orders", 4, 2, "", 3, record);
    ProducerRecord<String, byte[]> sent = reject.toRecord();
    ConsumerRecord<String, byte[]> received =
        new ConsumerRecord<>(
            sent.topic(),
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            sent.key(),
            sent.value(),
            sent.headers(),
            java.util.Optional.empty());
    assertThat(RejectMessage.from(received)).isEqualTo(reject);
  }
}
