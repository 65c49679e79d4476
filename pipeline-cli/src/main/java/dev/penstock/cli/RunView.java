package dev.penstock.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as the REST API tells it; what is not known yet is null there and empty or 0 here. */
@JsonIgnoreProperties(ignoreUnknown = true)
record RunView(
    String id,
    String pipeline,
    int version,
    String state,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long durationMillis,
    List<StageView> stages,
    List<StreamView> streams,
    @Nullable Books books,
    @Nullable Rejects rejects,
    List<WarningView> warnings,
    List<CheckView> checks,
    List<TableView> tables,
    List<ProblemView> problems,
    @Nullable Boolean retrying,
    boolean dryRun,
    List<String> ddl) {
  RunView {
    stages = copy(stages);
    streams = copy(streams);
    warnings = copy(warnings);
    checks = copy(checks);
    tables = copy(tables);
    problems = copy(problems);
    ddl = copy(ddl);
  }

  boolean ended() {
    return List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(state);
  }

  boolean succeeded() {
    return "SUCCEEDED".equals(state);
  }

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StageView(
      String stage,
      String state,
      long records,
      long rejected,
      long filtered,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StreamView(
      String name, boolean planned, long splits, long splitsDone, long bytes, long bytesRead) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Books(boolean balanced, List<BookEntry> entries) {
    Books {
      entries = copy(entries);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record BookEntry(
      String stream,
      @Nullable String output,
      long read,
      long extractRejected,
      long transformed,
      long expanded,
      long filtered,
      long merged,
      long transformRejected,
      long passed,
      long loadRejected,
      long loaded,
      long removed,
      @Nullable Long published,
      long difference) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Rejects(long total, long kept, List<RejectedByRule> byRule) {
    Rejects {
      byRule = copy(byRule);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record RejectedByRule(
      String stage,
      @Nullable String step,
      @Nullable String rule,
      long count,
      @Nullable String examplePlace,
      @Nullable String exampleMessage) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record WarningView(
      String stream,
      String rule,
      long count,
      @Nullable String examplePlace,
      @Nullable String exampleMessage) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record CheckView(
      String check,
      String on,
      boolean passed,
      @Nullable String message,
      long failing,
      @Nullable List<Map<String, @Nullable Object>> sample,
      @Nullable String outcome) {
    /** Whether the check is broken but lets the run go on. */
    boolean warned() {
      return "WARNED".equals(outcome);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record TableView(String layer, String name, String table, long rows, @Nullable Changes changes) {}

  /** What became of a table's rows. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Changes(long inserted, long updated, long deleted) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record ProblemView(
      @Nullable String code, @Nullable String where, String message, @Nullable String advice) {}
}
