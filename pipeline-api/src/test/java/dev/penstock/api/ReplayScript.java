package dev.penstock.api;

import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What the services would report of a run with one stream {@code s}, columns {@code id} and {@code
 * amount}, and output {@code t}: one split of one batch with so many good records and the rejects
 * that are added. Not thread-safe.
 */
final class ReplayScript {
  static final Schema COLUMNS =
      new Schema(
          List.of(
              ColumnTypes.field("id", "bigint"),
              ColumnTypes.field("amount", "varchar"),
              Field.nullable("_place", ColumnTypes.BIGINT)));

  private final String run;
  private final String split;
  private final int good;
  private final List<RejectMessage> rejects = new ArrayList<>();

  ReplayScript(String run, String split, int good) {
    this.run = run;
    this.split = split;
    this.good = good;
  }

  static String yaml(String name, String mode, String steps) {
    return """
        apiVersion: penstock/v1
        name: %s
        streams:
          s:
            source: { connection: examples, path: s.csv, format: csv }
            steps: %s
            outputs:
              t: { connection: warehouse, table: silver.t, mode: %s }
        """
        .formatted(name, steps, mode);
  }

  ReplayScript reject(Stage stage, String step, String place, String original) {
    rejects.add(
        new RejectMessage(
            new SplitId(run, "s", split),
            1,
            "p",
            1,
            0,
            stage == Stage.LOAD ? "t" : "",
            (int) count(stage),
            new RejectedRecord(
                stage, ErrorClass.RULE, step, "a rule", "not good", place, original)));
    return this;
  }

  private long count(Stage stage) {
    return rejects.stream().filter(reject -> reject.reject().stage() == stage).count();
  }

  /** Everything until the run is staged. */
  void play(FakeServices services, boolean planned) {
    rejects.forEach(reject -> services.send(reject.toRecord()));
    long extract = count(Stage.EXTRACT);
    long transform = count(Stage.TRANSFORM);
    long load = count(Stage.LOAD);
    long read = good + load + transform;
    long all = read + extract;
    List<Report> reports = new ArrayList<>();
    if (planned) {
      reports.add(
          new Report.Planned(
              run,
              1,
              "s",
              0,
              true,
              List.of(Script.split(split, 1)),
              COLUMNS.toJson(),
              COLUMNS.toJson(),
              null,
              List.of()));
    }
    reports.add(new Report.Extracted(run, 1, "s", split, 1, all, extract, 1, true, null));
    Map<String, Counts> counts = Map.of("t", new Counts(read, good + load, transform, 0, 0));
    reports.add(
        new Report.Transformed(run, 1, "s", split, 0, read, transform, counts, List.of(), false));
    reports.add(new Report.Transformed(run, 1, "s", split, 1, 0, 0, Map.of(), List.of(), true));
    reports.add(new Report.Loaded(run, 1, "s", split, "t", 1, good + load, good, load, true));
    reports.forEach(services::reportAlone);
  }

  void publish(FakeServices services) {
    services.report(
        new Report.Audited(run, 1, new AuditResult(List.of())),
        new Report.Published(run, 1, new PublishResult(List.of())));
  }
}
