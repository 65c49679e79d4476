package dev.penstock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.local.Component;
import java.util.Locale;

/** A benchmark's result as a table for people or as JSON for scripts. */
final class Printed {
  private static final double MIB = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Printed() {}

  static String table(Measured measured) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d orders (%.0f MB), %d cores, PostgreSQL %s, after a warm-up of %,d orders",
        measured.rows(),
        measured.rawBytes() / 1e6,
        measured.cores(),
        measured.postgres(),
        measured.warmUpRows());
    line(text, "");
    line(text, "%-22s %10s %12s %10s", "", "rows/s", "CPU s/M", "peak MiB");
    line(
        text,
        "%-22s %10s %12.2f",
        "file to table",
        rate(measured.runRate()),
        measured.cpuPerMillion());
    for (Component component : Component.values()) {
      line(
          text,
          "  %-20s %10s %12.2f %10.0f",
          name(component),
          "",
          measured.cpuPerMillion(component),
          measured.use(component).peakBytes() / MIB);
    }
    line(
        text,
        "%-22s %10s %12.2f",
        "raw COPY",
        rate(measured.copyRate()),
        measured.copyCpuPerMillion());
    line(
        text,
        "%-22s %10.2f %12.2f",
        "ratio to COPY",
        measured.runRate() / measured.copyRate(),
        measured.cpuPerMillion() / measured.copyCpuPerMillion());
    line(text, "");
    line(
        text,
        "%,d of %,d rows loaded, %,d rejected; the tables hold %s rows.",
        measured.cleanRows(),
        measured.rows(),
        measured.rows() - measured.cleanRows(),
        measured.sameRows() ? "the same" : "DIFFERENT");
    line(text, "CPU s/M: user and system seconds per million rows, children included.");
    line(text, "Services and servers were warm, as long-running ones are. COPY reads rows that are");
    line(text, "already clean; its CPU is PostgreSQL's and the client's. PostgreSQL's peak counts");
    line(text, "pages that its processes share once for each of them.");
    return text.toString();
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
      ObjectNode process = run.putObject(name(component));
      process.put("cpuSecondsPerMillion", measured.cpuPerMillion(component));
      process.put("peakBytes", measured.use(component).peakBytes());
    }
    ObjectNode copy = root.putObject("copy");
    copy.put("seconds", measured.copyTime().toMillis() / 1e3);
    copy.put("rowsPerSecond", Math.round(measured.copyRate()));
    copy.put("cpuSecondsPerMillion", measured.copyCpuPerMillion());
    return root.toPrettyString();
  }

  private static String name(Component component) {
    return component.name().toLowerCase(Locale.ROOT);
  }

  private static String rate(double rowsPerSecond) {
    return String.format(Locale.ROOT, "%,.0f", rowsPerSecond);
  }

  private static void line(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
