package dev.penstock.api.quality;

import dev.penstock.connector.AuditResult.CheckResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good the data of a run are.
 *
 * @param score 0 to 100; null where no table has a check
 * @param read records read from the sources
 * @param rejected records and rows rejected on the way, each output apart
 * @param tables those with checks, in the order of these
 */
public record Quality(
    @Nullable BigDecimal score, long read, long rejected, List<TableQuality> tables) {
  public Quality {
    tables = List.copyOf(tables);
  }

  /**
   * How good the data of a table are.
   *
   * @param name of the output or model
   * @param score 0 to 100
   * @param checks how many it has
   * @param warned how many of them were broken and let the run go on
   * @param failed how many of them failed the run
   */
  public record TableQuality(String name, BigDecimal score, int checks, int warned, int failed) {}

  /** Of a run whose audit found this. */
  public static Quality of(List<CheckResult> checks, long read, long rejected) {
    Map<String, List<CheckResult>> byTable = new LinkedHashMap<>();
    for (CheckResult check : checks) {
      byTable.computeIfAbsent(check.on(), table -> new ArrayList<>()).add(check);
    }
    List<TableQuality> tables = new ArrayList<>();
    byTable.forEach(
        (name, ofTable) -> {
          CheckCounts counts = CheckCounts.of(ofTable);
          tables.add(
              new TableQuality(
                  name, Score.ofTable(ofTable), ofTable.size(), counts.warned(), counts.failed()));
        });
    return new Quality(
        Score.ofRun(tables.stream().map(TableQuality::score).toList()).orElse(null),
        read,
        rejected,
        tables);
  }
}
