package dev.penstock.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Counts;
import dev.penstock.batch.Warning;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.Split;
import dev.penstock.messaging.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the services would report of a run of {@link #yaml}: stream {@code s} with bronze and output
 * {@code t}, splits {@code a} and {@code b} of two batches each. A batch has 10 records: 1 is
 * rejected while reading, 2 by a rule, 4 are warned of, 1 is filtered, 6 pass; of these the loader
 * refuses 1 in the last batch.
 */
record Script(String run, int epoch) {
  private static final List<Warning> WARNINGS =
      List.of(
          new Warning("steps[0].validate", "a is not null", 1, "s.csv:2", "a is NULL"),
          new Warning("steps[0].validate", "b at most 5", 3, "s.csv:3", "b: 9\0 is too much"));

  static String yaml(String name) {
    return """
        apiVersion: penstock/v1
        name: %s
        description: for a test
        streams:
          s:
            source: { connection: examples, path: s.csv, format: csv }
            bronze: { table: bronze.s }
            outputs:
              t: { connection: warehouse, table: silver.t, mode: replace }
        """
        .formatted(name);
  }

  Report planned() {
    return new Report.Planned(
        run,
        epoch,
        "s",
        0,
        true,
        List.of(split("a", 100), split("b", 100)),
        "{}",
        "{}",
        null,
        List.of());
  }

  static Split split(String id, long bytes) {
    return new Split(id, "s.csv", JsonNodeFactory.instance.objectNode(), bytes);
  }

  /** Reports of one split by one service, in their order. */
  List<Report> extracted(String split) {
    return List.of(
        new Report.Extracted(run, epoch, "s", split, 1, 10, 1, 50, false, null),
        new Report.Extracted(run, epoch, "s", split, 2, 20, 2, 100, false, null),
        new Report.Extracted(run, epoch, "s", split, 2, 20, 2, 100, true, null));
  }

  List<Report> transformed(String split) {
    Map<String, Counts> counts = Map.of("t", new Counts(9, 6, 2, 1, 0));
    return List.of(
        new Report.Transformed(run, epoch, "s", split, 0, 9, 2, counts, WARNINGS, false),
        new Report.Transformed(run, epoch, "s", split, 1, 9, 2, counts, WARNINGS, false),
        new Report.Transformed(run, epoch, "s", split, 2, 0, 0, Map.of(), List.of(), true));
  }

  List<Report> bronze(String split) {
    return List.of(
        new Report.Loaded(run, epoch, "s", split, "bronze", 0, 9, 9, 0, false),
        new Report.Loaded(run, epoch, "s", split, "bronze", 1, 18, 18, 0, false),
        new Report.Loaded(run, epoch, "s", split, "bronze", 2, 18, 18, 0, true));
  }

  List<Report> loaded(String split) {
    return List.of(
        new Report.Loaded(run, epoch, "s", split, "t", 0, 6, 6, 0, false),
        new Report.Loaded(run, epoch, "s", split, "t", 1, 12, 11, 1, false),
        new Report.Loaded(run, epoch, "s", split, "t", 2, 12, 11, 1, true));
  }

  /** All that must come before the audit, service by service. */
  List<List<Report>> lanes() {
    return List.of(
        List.of(planned()),
        extracted("a"),
        extracted("b"),
        transformed("a"),
        transformed("b"),
        bronze("a"),
        bronze("b"),
        loaded("a"),
        loaded("b"));
  }

  /** The same with another plan. */
  List<Report> untilStaged(Report plan) {
    List<Report> reports = new ArrayList<>(untilStaged());
    reports.set(0, plan);
    return reports;
  }

  List<Report> untilStaged() {
    return lanes().stream().flatMap(List::stream).toList();
  }

  Report audited(boolean passed) {
    return new Report.Audited(
        run,
        epoch,
        new AuditResult(
            List.of(
                new CheckResult("t: rows min 1", "t", true, "22 rows", 0, List.of()),
                new CheckResult(
                    "t: not_null code",
                    "t",
                    passed,
                    passed ? "no NULL" : "2 rows have no code",
                    passed ? 0 : 2,
                    passed ? List.of() : List.of(Map.of("code", "\0", "id", "7")))),
            List.of(
                new AuditResult.StagedOutput("s", "bronze", 36, 36),
                new AuditResult.StagedOutput("s", "t", 22, 20))));
  }

  Report published() {
    return new Report.Published(
        run,
        epoch,
        new PublishResult(
            List.of(
                new PublishedTable("bronze", "s", "bronze.s", 36),
                new PublishedTable("silver", "t", "silver.t", 20))));
  }

  Report cleaned(int atEpoch) {
    return new Report.Cleaned(run, atEpoch);
  }
}
