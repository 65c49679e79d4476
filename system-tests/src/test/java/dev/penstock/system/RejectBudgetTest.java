package dev.penstock.system;

import static dev.penstock.local.Component.LOADER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run with too many rejects fails before anything of it can be seen, and says why. */
class RejectBudgetTest {
  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void aNumberThatIsPassedFailsTheRunBeforeItIsLoadedAndLeavesTheTablesAsTheyWere() {
    OrdersPipeline pipeline = new OrdersPipeline("budget", "budget/orders.csv", 1 << 20);
    new Orders(31).write(bed.file(pipeline.path()), 500);
    // 5 of 500 records are bad: as many as the budget bears.
    bed.client().succeed(bed.client().run(pipeline.name(), yaml(pipeline, "5")));
    List<List<String>> before = visible(pipeline);
    new Orders(32).write(bed.file(pipeline.path()), 2_000);
    bed.stack().suspend(LOADER);

    String run = bed.client().run(pipeline.name(), yaml(pipeline, "5"));

    Run failed = bed.client().fail(run);
    JsonNode problem = failed.problem("too-many-rejects");
    assertThat(problem.path("where").asText()).isEqualTo("streams.orders.rejects");
    assertThat(problem.path("message").asText()).endsWith("at most 5 may be.");
    List<JsonNode> reasons =
        failed
            .each("problems")
            .filter(each -> each.path("code").asText().equals("reject-reason"))
            .toList();
    assertThat(reasons).hasSizeBetween(2, 5);
    assertThat(reasons.toString())
        .contains(
            OrdersPipeline.RULE_EMAIL, "budget/orders.csv:", "streams.orders.steps[3].validate");
    assertThat(failed.records("LOAD")).as("nothing was loaded").isZero();
    bed.stack().resume(LOADER);
    assertThat(bed.client().cancel(run).status()).as("given up").isEqualTo(202);
    bed.client().await(run, PenstockClient.PATIENCE, "cleaned", Run::cleaned);
    assertThat(bed.warehouse().staged()).isEmpty();
    assertThat(visible(pipeline)).isEqualTo(before);
  }

  @Test
  void aPartIsJudgedExactlyOnceTheStreamIsRead() {
    OrdersPipeline pipeline = new OrdersPipeline("part", "part/orders.csv", 1 << 20);
    new Orders(33).write(bed.file(pipeline.path()), 1_000);
    // 10 of 1,000 records are bad.
    bed.client().succeed(bed.client().run(pipeline.name(), yaml(pipeline, "1%")));
    List<List<String>> before = visible(pipeline);
    bed.stack().suspend(LOADER);

    String run = bed.client().run(pipeline.name(), yaml(pipeline, "0.999%"));

    Run failed = bed.client().fail(run);
    assertThat(failed.problem("too-many-rejects").path("message").asText())
        .isEqualTo("10 of 1000 records read were rejected so far, 1 %; at most 0.999% may be.");
    bed.stack().resume(LOADER);
    assertThat(bed.client().cancel(run).status()).as("given up").isEqualTo(202);
    bed.client().await(run, PenstockClient.PATIENCE, "cleaned", Run::cleaned);
    assertThat(visible(pipeline)).isEqualTo(before);
  }

  private static String yaml(OrdersPipeline pipeline, String max) {
    return pipeline.yaml() + "rejects: { max: " + max + " }\n";
  }

  private List<List<String>> visible(OrdersPipeline pipeline) {
    return bed.warehouse().rows(pipeline.silverRows() + " ORDER BY 1");
  }
}
