package dev.penstock.flow.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.flow.Extract;
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.PipelineContext;
import dev.penstock.flow.PipelineResult;
import dev.penstock.flow.RateLimiter;
import dev.penstock.flow.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of the how-to page. */
class ExportTest {
  // [guide: export]
  record Order(long id, String customer, long cents) {}

  /** Gives up to {@code count} orders with an id above {@code after}, in the order of their ids. */
  interface Orders {
    List<Order> page(long after, int count) throws IOException;
  }

  static Extract<Path, Order> query(Orders orders, RateLimiter limit, RetryPolicy retry) {
    return Extract.pages(
        (Path file, Optional<Order> last, PipelineContext context) ->
            retry.call(
                context,
                () -> {
                  limit.acquire(context);
                  return orders.page(last.map(Order::id).orElse(0L), 1000);
                }));
  }

  static String csv(Order order) {
    String customer = order.customer().replace("\"", "\"\"");
    long cents = order.cents();
    return "%d,\"%s\",%d.%02d".formatted(order.id(), customer, cents / 100, cents % 100);
  }

  static Pipeline<Path, Long> export(Orders orders, Path file) {
    RateLimiter limit = RateLimiter.of(5, Duration.ofSeconds(1));
    return Pipeline.etl(
        "export",
        query(orders, limit, RetryPolicy.attempts(4)),
        ExportTest::csv,
        (lines, context) ->
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  // [end]

  @Test
  void itWritesAllOrdersPageByPage(@TempDir Path folder) throws Exception {
    List<Long> asked = new ArrayList<>();
    Orders orders =
        (after, count) -> {
          asked.add(after);
          if (asked.size() == 2) {
            throw new IOException("connection reset");
          }
          return LongStream.rangeClosed(after + 1, Math.min(2500, after + count))
              .mapToObj(id -> new Order(id, "C \"" + id + "\"", id * 7))
              .toList();
        };
    Path file = folder.resolve("orders.csv");
    long began = System.nanoTime();

    PipelineResult<Long> result = export(orders, file).run(file);

    assertThat(result.orThrow()).isEqualTo(2500);
    assertThat(Files.readAllLines(file))
        .hasSize(2500)
        .startsWith("1,\"C \"\"1\"\"\",0.07", "2,\"C \"\"2\"\"\",0.14")
        .endsWith("2500,\"C \"\"2500\"\"\",175.00");
    assertThat(asked).containsExactly(0L, 1000L, 1000L, 2000L, 2500L);
    assertThat(Duration.ofNanos(System.nanoTime() - began)) // five queries, four pauses of 200 ms
        .isGreaterThan(Duration.ofMillis(790));
  }
}
