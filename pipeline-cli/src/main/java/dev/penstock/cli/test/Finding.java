package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import dev.penstock.connector.AuditResult.CheckResult;
import java.util.List;
import java.util.Map;

/**
 * What came out of a pipeline for given records.
 *
 * @param tables rows of outputs and models by name, in the order of the table
 * @param rejects by stream
 * @param warnings by stream
 * @param skipped models that could not be built here, with the reason
 */
record Finding(
    Map<String, List<JsonNode>> tables,
    List<Rejected> rejects,
    List<Warned> warnings,
    List<CheckResult> checks,
    Map<String, String> skipped) {
  /**
   * A reject.
   *
   * @param output the only output that lacks it; empty where all do
   */
  record Rejected(String stream, String output, RejectedRecord record) {}

  /** A broken rule that only warns. */
  record Warned(String stream, Warning warning) {}
}
