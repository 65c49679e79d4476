package dev.penstock.bench;

import dev.penstock.bench.Meter.Use;
import dev.penstock.bench.OrderFile.Written;
import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import dev.penstock.local.StackOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./penstock bench}: measures the whole way of a run, and raw COPY beside it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures orders from a CSV file through the four services into a table.")
public final class Bench implements Callable<Integer> {
  /** Name of the output {@code --output} that scripts read. */
  private enum Output {
    table,
    json
  }

  @Option(names = "--rows", description = "Default: 2000000; 500000 with --modes.")
  private long rows;

  @Option(
      names = "--warm-up",
      defaultValue = "3000000",
      description = "Rows of the run before the measured one. Default: ${DEFAULT-VALUE}.")
  private long warmUpRows;

  @Option(
      names = "--modes",
      description = "Measures each load mode beside SQL written by hand, 500000 rows if not given.")
  private boolean modes;

  @Option(
      names = "--split-size",
      defaultValue = "16777216",
      description = "Bytes of a split. Default: ${DEFAULT-VALUE}.")
  private long splitSize;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--output",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Output output = Output.table;

  @Option(
      names = "--project",
      defaultValue = "${sys:penstock.root:-.}",
      description = "The project's folder, with the built services.")
  private Path project = Path.of(".");

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, SQLException {
    Path home = Files.createTempDirectory("penstock-bench-");
    rows = rows > 0 ? rows : modes ? 500_000 : 2_000_000;
    try {
      if (modes) {
        List<ModeMeasured> measured = measureModes(home);
        System.out.println(
            output == Output.json ? PrintedModes.json(measured) : PrintedModes.table(measured));
        return measured.stream().allMatch(ModeMeasured::sameRows) ? 0 : 1;
      }
      Measured measured = measure(home);
      String text = output == Output.json ? Printed.json(measured) : Printed.table(measured);
      System.out.println(text);
      return measured.sameRows() ? 0 : 1;
    } finally {
      delete(home);
    }
  }

  private List<ModeMeasured> measureModes(Path home) throws IOException, SQLException {
    Path data = Files.createDirectory(home.resolve("data"));
    say("writing " + rows + " orders twice");
    OrderFile.write(data.resolve("warm.csv"), home.resolve("warm"), warmUpRows, seed + 2);
    Written first =
        OrderFile.write(data.resolve("first.csv"), home.resolve("first.csv"), rows, seed);
    Written second =
        OrderFile.write(data.resolve("second.csv"), home.resolve("second.csv"), rows, seed + 1);
    say("starting the stack");
    StackOptions options =
        StackOptions.defaults(home.resolve("stack"), project.toAbsolutePath().normalize())
            .withConnection("bench", Map.of("type", "files", "root", data.toString()));
    try (LocalStack stack = LocalStack.start(options);
        HandWritten sql = new HandWritten(stack)) {
      say("warming up with " + warmUpRows + " orders");
      new OrdersRun(stack.api()).run("warm.csv", splitSize);
      List<ModeMeasured> measured = new ArrayList<>();
      for (Mode mode : Mode.values()) {
        say("mode " + mode.word());
        measured.add(new ModeBench(stack, sql, mode, splitSize, home).run(first, second));
      }
      return measured;
    }
  }

  private Measured measure(Path home) throws IOException, SQLException {
    Path data = Files.createDirectory(home.resolve("data"));
    say("writing " + rows + " orders");
    Written warmUp =
        OrderFile.write(data.resolve("warm.csv"), home.resolve("warm"), warmUpRows, seed + 1);
    Written file =
        OrderFile.write(data.resolve("orders.csv"), home.resolve("clean.csv"), rows, seed);
    say("starting the stack");
    StackOptions options =
        StackOptions.defaults(home.resolve("stack"), project.toAbsolutePath().normalize())
            .withConnection("bench", Map.of("type", "files", "root", data.toString()));
    try (LocalStack stack = LocalStack.start(options);
        RawCopy copy = new RawCopy(stack.warehouseUrl(), stack.postgres())) {
      OrdersRun pipeline = new OrdersRun(stack.api());
      say("warming up with " + warmUp.rows() + " orders");
      pipeline.run("warm.csv", splitSize);
      copy.settle();
      say("running the pipeline");
      return measure(stack, pipeline, copy, file, home);
    }
  }

  private Measured measure(
      LocalStack stack, OrdersRun pipeline, RawCopy copy, Written file, Path home)
      throws SQLException {
    OrdersRun.Result run;
    Map<Component, Use> uses;
    try (Meter meter = new Meter(stack)) {
      run = pipeline.run("orders.csv", splitSize);
      uses = meter.read();
    }
    if (copy.rowsOfTheRun() != file.cleanRows()) {
      throw new IllegalStateException(
          "expected " + file.cleanRows() + " rows, the table has " + copy.rowsOfTheRun());
    }
    say("copying the same rows");
    copy.prepare();
    Duration clientBefore = ownCpu();
    Duration serverBefore = stack.cpu(Component.POSTGRES);
    Duration copyTime = copy.copy(home.resolve("clean.csv"));
    Duration copyCpu =
        stack.cpu(Component.POSTGRES).minus(serverBefore).plus(ownCpu()).minus(clientBefore);
    return new Measured(
        file.rows(),
        file.cleanRows(),
        file.rawBytes(),
        warmUpRows,
        Runtime.getRuntime().availableProcessors(),
        copy.version(),
        run.time(),
        uses,
        copyTime,
        copyCpu,
        copy.sameRows());
  }

  private static Duration ownCpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Duration.ofNanos(system.getProcessCpuTime());
  }

  private static void say(String text) {
    System.err.println(text + " …");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
