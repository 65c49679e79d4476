package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailingCheckTest {
  private final TestBed bed = TestBed.shared();

  @Test
  void aFailingCheckFailsTheRunShowsSampleRowsAndLeavesTheWarehouseAsItWas() {
    OrdersPipeline pipeline = new OrdersPipeline("checked", "checked/orders.csv", 1 << 20);
    new Orders(21).write(bed.file(pipeline.path()), 500);
    bed.client().succeed(bed.client().run(pipeline.name(), pipeline.yaml()));
    List<List<String>> before = visible(pipeline);
    new Orders(22).write(bed.file(pipeline.path()), 700);

    String run =
        bed.client()
            .run(
                pipeline.name(),
                pipeline.withCheck("{ on: orders, unique: [status, currency] }").yaml());

    Run failed = bed.client().fail(run);
    JsonNode check =
        failed
            .each("checks")
            .filter(each -> !each.path("passed").asBoolean())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no failing check: " + failed));
    assertThat(check.path("on").asText()).isEqualTo("orders");
    assertThat(check.path("check").asText()).isEqualTo("orders: unique status, currency");
    assertThat(check.path("failing").asLong()).isEqualTo(20);
    assertThat(check.path("sample").size()).isBetween(1, 20);
    assertThat(check.path("sample").get(0).path("status").asText())
        .isIn("new", "paid", "shipped", "returned");
    assertThat(check.path("message").asText()).contains("20");
    assertThat(failed.each("checks").filter(each -> each.path("passed").asBoolean())).hasSize(2);
    assertThat(failed.balanced()).as("the books balance though the data are refused").isTrue();
    assertThat(visible(pipeline)).isEqualTo(before);
    assertThat(bed.client().cancel(run).status()).as("given up").isEqualTo(202);
    bed.client().await(run, PenstockClient.PATIENCE, "cleaned", Run::cleaned);
    assertThat(bed.warehouse().staged()).isEmpty();
    assertThat(visible(pipeline)).isEqualTo(before);
  }

  private List<List<String>> visible(OrdersPipeline pipeline) {
    return bed.warehouse()
        .rows(
            "SELECT 'silver', o::text FROM %s o UNION ALL SELECT 'gold', g::text FROM %s g UNION ALL SELECT 'bronze', b::text FROM %s b ORDER BY 1, 2"
                .formatted(pipeline.silver(), pipeline.gold(), pipeline.bronze()));
  }
}
