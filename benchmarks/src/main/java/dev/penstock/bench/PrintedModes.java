package dev.penstock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.bench.ModeMeasured.Cost;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** The load modes as a table for people or as JSON for scripts. */
final class PrintedModes {
  private static final String NOTES =
      """
      CPU s/M: user and system seconds per million rows of the file. The run's is that of all
      services and servers, from CSV text with bad rows; SQL gets rows that are already clean, and
      its CPU is that of PostgreSQL and of the client. The second file has the same keys, and every
      row is another.
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PrintedModes() {}

  static String table(List<ModeMeasured> modes) {
    Formatter out = new Formatter(Locale.ROOT);
    out.format(
        "%-11s %-7s %12s %10s %12s %10s %9s%n",
        "", "table", "run rows/s", "CPU s/M", "SQL rows/s", "CPU s/M", "CPU ratio");
    for (ModeMeasured mode : modes) {
      line(out, mode.mode().word(), "empty", mode.first(), mode.sql());
      line(out, "", "full", mode.second(), mode.sqlAgain());
      if (!mode.sameRows()) {
        out.format("%-11s left other rows than SQL%n", "");
      }
    }
    return out + NOTES;
  }

  private static void line(Formatter out, String mode, String table, Cost run, Cost sql) {
    out.format(
        "%-11s %-7s %,12.0f %10.2f %,12.0f %10.2f %9.2f%n",
        mode,
        table,
        run.rate(),
        run.cpuPerMillion(),
        sql.rate(),
        sql.cpuPerMillion(),
        run.cpuPerMillion() / sql.cpuPerMillion());
  }

  static String json(List<ModeMeasured> modes) {
    ArrayNode root = JSON.createArrayNode();
    for (ModeMeasured mode : modes) {
      ObjectNode one = root.addObject();
      one.put("mode", mode.mode().word());
      one.put("sameRows", mode.sameRows());
      cost(one.putObject("empty"), mode.first(), mode.sql());
      cost(one.putObject("full"), mode.second(), mode.sqlAgain());
    }
    return root.toPrettyString();
  }

  private static void cost(ObjectNode node, Cost run, Cost sql) {
    node.put("rowsPerSecond", Math.round(run.rate()));
    node.put("cpuSecondsPerMillion", run.cpuPerMillion());
    node.put("sqlRowsPerSecond", Math.round(sql.rate()));
    node.put("sqlCpuSecondsPerMillion", sql.cpuPerMillion());
  }
}
