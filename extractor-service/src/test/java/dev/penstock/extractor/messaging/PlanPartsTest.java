package dev.penstock.extractor.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class PlanPartsTest {
  private static final Task.PlanStream TASK = new Task.PlanStream("r", 1, "s", null, null);

  @Test
  void aSmallPlanIsOnePart() {
    List<Report.Planned> parts = parts(splits(2, "x"));

    assertThat(parts).hasSize(1);
    assertThat(parts.getFirst().part()).isZero();
    assertThat(parts.getFirst().last()).isTrue();
  }

  @Test
  void manySplitsAndLargeOnesComeInSeveralPartsInOrder() {
    for (List<Split> splits : List.of(splits(1_201, "x"), splits(9, "x".repeat(300_000)))) {
      List<Report.Planned> parts = parts(splits);

      assertThat(parts).hasSize(3);
      assertThat(parts).extracting(Report.Planned::part).containsExactly(0, 1, 2);
      assertThat(parts).extracting(Report.Planned::last).containsExactly(false, false, true);
      assertThat(parts.stream().flatMap(part -> part.splits().stream()).toList()).isEqualTo(splits);
      assertThat(parts).allMatch(part -> Json.write(part).length < 2 << 20);
    }
  }

  private static List<Report.Planned> parts(List<Split> splits) {
    SourcePlan plan =
        new SourcePlan(new SourcePlan.Stream(new Schema(Collections.emptyList())), splits);
    return PlanParts.of(TASK, plan, splits);
  }

  private static List<Split> splits(int count, String text) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Split(
                    Integer.toString(i),
                    "s.csv",
                    JsonNodeFactory.instance.objectNode().set("note", TextNode.valueOf(text)),
                    1))
        .toList();
  }
}
