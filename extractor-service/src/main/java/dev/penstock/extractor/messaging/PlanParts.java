package dev.penstock.extractor.messaging;

import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import java.util.ArrayList;
import java.util.List;

/** Cuts what is told of a plan into reports of a bounded size. */
final class PlanParts {
  static final int MAX_SPLITS = 500;
  private static final int MAX_BYTES = 1 << 20;

  private PlanParts() {}

  /**
   * The reports, in order.
   *
   * @param splits at least one
   */
  static List<Report.Planned> of(Task.PlanStream task, SourcePlan plan, List<Split> splits) {
    String schema = plan.stream().schema().toJson();
    String source = plan.stream().source().toJson();
    List<List<Split>> parts = parts(splits);
    List<Report.Planned> reports = new ArrayList<>();
    for (List<Split> part : parts) {
      int number = reports.size();
      reports.add(
          new Report.Planned(
              task.run(),
              task.epoch(),
              task.stream(),
              number,
              number == parts.size() - 1,
              part,
              schema,
              source,
              plan.state(),
              plan.notes(),
              plan.held()));
    }
    return reports;
  }

  /** At least one split in each. */
  private static List<List<Split>> parts(List<Split> splits) {
    List<List<Split>> parts = new ArrayList<>();
    List<Split> part = new ArrayList<>();
    long bytes = 0;
    for (Split split : splits) {
      int size = Json.write(split).length;
      if (part.size() == MAX_SPLITS || (!part.isEmpty() && bytes + size > MAX_BYTES)) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(split);
      bytes += size;
    }
    parts.add(part);
    return parts;
  }
}
