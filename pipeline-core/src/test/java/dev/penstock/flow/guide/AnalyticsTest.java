package dev.penstock.flow.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.flow.LocalEventBus;
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.PipelineContext;
import dev.penstock.flow.PipelineEvent;
import dev.penstock.flow.StageProgress;
import dev.penstock.flow.Stages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The analytics of the how-to page. */
class AnalyticsTest {
  // [guide: analytics]
  record Sale(String product, String customer, long cents) {}

  record Report(long cents, long customers, List<String> best) {}

  static Pipeline<List<Sale>, List<String>> best(int count) {
    return Pipeline.<List<Sale>>named("best")
        .then(
            "by product",
            Stages.aggregate(
                Collectors.groupingBy(Sale::product, Collectors.summingLong(Sale::cents))))
        .then(
            "sort",
            Stages.apply(
                (Map<String, Long> cents) ->
                    cents.entrySet().stream()
                        .sorted(
                            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(count)
                        .map(Map.Entry::getKey)
                        .toList()));
  }

  static Pipeline<List<Sale>, Report> analytics() {
    return Pipeline.<List<Sale>>named("analytics")
        .then("paid", Stages.filter((Sale sale) -> sale.cents() > 0))
        .then(
            "metrics",
            Stages.<List<Sale>>branch()
                .to("cents", Stages.aggregate(Collectors.summingLong(Sale::cents)))
                .to("customers", Stages.apply(AnalyticsTest::customers))
                .to("best", best(3)))
        .then(
            "report",
            Stages.apply(
                metrics ->
                    new Report(
                        metrics.get("cents", Long.class),
                        metrics.get("customers", Long.class),
                        metrics.getList("best", String.class))));
  }

  static Long customers(List<Sale> sales) {
    return sales.stream().map(Sale::customer).distinct().count();
  }

  // [end]

  @Test
  void itComputesAllMetricsOfTheSameSales() {
    List<Sale> sales =
        List.of(
            new Sale("tea", "Ann", 300),
            new Sale("cake", "Bob", 450),
            new Sale("tea", "Cid", 300),
            new Sale("milk", "Ann", 120),
            new Sale("bread", "Dot", 250),
            new Sale("cake", "Eve", 0));
    List<PipelineEvent> events = new ArrayList<>();
    LocalEventBus bus = new LocalEventBus();
    bus.subscribe(events::add);
    PipelineContext context = PipelineContext.create();

    Report report = analytics().events(bus).run(sales, context).orThrow();

    assertThat(report).isEqualTo(new Report(1420, 4, List.of("tea", "cake", "bread")));
    assertThat(events).hasSize(5);
    assertThat(context.progress())
        .containsEntry("metrics/cents", new StageProgress(5, 0))
        .containsEntry("metrics/best/by product", new StageProgress(5, 0));
  }
}
