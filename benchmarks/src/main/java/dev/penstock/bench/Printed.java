package dev.penstock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.local.Component;
import java.util.Formatter;
import java.util.Locale;

/** A benchmark's result as a table for people or as JSON for scripts. */
final class Printed {
  private static final double MIB = 1 << 20;
  private static final String NOTES =
      """
      CPU s/M: user and system seconds per million rows read, child processes included.
      Services and servers were warm, as long-running ones are. COPY gets rows that are already
      clean; its CPU is that of PostgreSQL and of the client. PostgreSQL's peak counts a page that
      its processes share once for each of them.
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Printed() {}

  static String table(Measured measured) {
    Formatter out = new Formatter(Locale.ROOT);
    out.format(
        "%,d orders (%.0f MB), %d cores, PostgreSQL %s, after a warm-up of %,d orders%n%n",
        measured.rows(),
        measured.rawBytes() / 1e6,
        measured.cores(),
        measured.postgres(),
        measured.warmUpRows());
    out.format("%-16s %10s %10s %10s%n", "", "rows/s", "CPU s/M", "peak MiB");
    out.format(
        "%-16s %,10.0f %10.2f%n", "file to table", measured.runRate(), measured.cpuPerMillion());
    for (Component component : Component.values()) {
      out.format(
          "  %-14s %10s %10.2f %10.0f%n",
          component.title(),
          "",
          measured.cpuPerMillion(component),
          measured.use(component).peakBytes() / MIB);
    }
    out.format(
        "%-16s %,10.0f %10.2f%n", "raw COPY", measured.copyRate(), measured.copyCpuPerMillion());
    out.format(
        "%-16s %10.2f %10.2f%n%n",
        "ratio to COPY",
        measured.runRate() / measured.copyRate(),
        measured.cpuPerMillion() / measured.copyCpuPerMillion());
    out.format(
        "%,d of %,d rows loaded, %,d rejected; run and COPY left %s rows.%n",
        measured.cleanRows(),
        measured.rows(),
        measured.rows() - measured.cleanRows(),
        measured.sameRows() ? "the same" : "DIFFERENT");
    return out + NOTES;
  }

  static String json(Measured measured) {
    ObjectNode root = JSON.createObjectNode();
    root.put("rows", measured.rows());
    root.put("cleanRows", measured.cleanRows());
    root.put("rawBytes", measured.rawBytes());
    root.put("warmUpRows", measured.warmUpRows());
    root.put("cores", measured.cores());
    root.put("postgres", measured.postgres());
    root.put("sameRows", measured.sameRows());
    ObjectNode run = root.putObject("run");
    run.put("seconds", measured.runTime().toMillis() / 1e3);
    run.put("rowsPerSecond", Math.round(measured.runRate()));
    run.put("cpuSecondsPerMillion", measured.cpuPerMillion());
    for (Component component : Component.values()) {
      ObjectNode process = run.putObject(component.fileName());
      process.put("cpuSecondsPerMillion", measured.cpuPerMillion(component));
      process.put("peakBytes", measured.use(component).peakBytes());
    }
    ObjectNode copy = root.putObject("copy");
    copy.put("seconds", measured.copyTime().toMillis() / 1e3);
    copy.put("rowsPerSecond", Math.round(measured.copyRate()));
    copy.put("cpuSecondsPerMillion", measured.copyCpuPerMillion());
    return root.toPrettyString();
  }
}
