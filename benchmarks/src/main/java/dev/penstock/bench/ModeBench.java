package dev.penstock.bench;

import dev.penstock.bench.Meter.Use;
import dev.penstock.bench.ModeMeasured.Cost;
import dev.penstock.bench.OrderFile.Written;
import dev.penstock.local.LocalStack;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Measures one load mode. */
record ModeBench(LocalStack stack, HandWritten sql, Mode mode, long splitSize, Path home) {
  ModeMeasured run(Written first, Written second) throws SQLException {
    OrdersRun pipeline =
        new OrdersRun(stack.api(), "bench-" + mode.word(), mode.table(), mode.output());
    Cost one = run(pipeline, "first.csv", first);
    Cost two = run(pipeline, "second.csv", second);
    sql.prepare(mode);
    Cost three = sql.load(mode, home.resolve("first.csv"), first.rows());
    Cost four = sql.load(mode, home.resolve("second.csv"), second.rows());
    return new ModeMeasured(mode, one, two, three, four, sql.sameRows(mode));
  }

  private Cost run(OrdersRun pipeline, String file, Written written) throws SQLException {
    sql.settle();
    try (Meter meter = new Meter(stack)) {
      Duration time = pipeline.run(file, splitSize).time();
      Duration cpu =
          meter.read().values().stream().map(Use::cpu).reduce(Duration.ZERO, Duration::plus);
      return new Cost(written.rows(), time, cpu);
    }
  }
}
