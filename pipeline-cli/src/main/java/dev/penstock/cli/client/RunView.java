package dev.penstock.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as the REST API tells it; what is not known yet is null there and empty or 0 here. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunView(
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
    @Nullable JsonNode retrying,
    @Nullable JsonNode waiting,
    @Nullable JsonNode stalled,
    boolean dryRun,
    List<String> ddl) {
  public RunView {
    stages = copy(stages);
    streams = copy(streams);
    warnings = copy(warnings);
    checks = copy(checks);
    tables = copy(tables);
    problems = copy(problems);
    ddl = copy(ddl);
  }

  public boolean ended() {
    return List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(state);
  }

  public boolean succeeded() {
    return "SUCCEEDED".equals(state);
  }

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StageView(
      String stage,
      String state,
      long records,
      long rejected,
      long filtered,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StreamView(
      String name, boolean planned, long splits, long splitsDone, long bytes, long bytesRead) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Books(boolean balanced, List<BookEntry> entries) {
    public Books {
      entries = copy(entries);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record BookEntry(
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
  public record Rejects(long total, long kept, List<RejectedByRule> byRule) {
    public Rejects {
      byRule = copy(byRule);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RejectedByRule(
      String stage,
      @Nullable String step,
      @Nullable String rule,
      long count,
      @Nullable String examplePlace,
      @Nullable String exampleMessage) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WarningView(
      String stream,
      String rule,
      long count,
      @Nullable String examplePlace,
      @Nullable String exampleMessage) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record CheckView(
      String check,
      String on,
      boolean passed,
      @Nullable String message,
      long failing,
      @Nullable List<Map<String, @Nullable Object>> sample,
      @Nullable String outcome) {
    /** Whether the check is broken but lets the run go on. */
    public boolean warned() {
      return "WARNED".equals(outcome);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TableView(
      String layer, String name, String table, long rows, @Nullable Changes changes) {}

  /** What became of a table's rows. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Changes(long inserted, long updated, long deleted) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProblemView(
      @Nullable String code, @Nullable String where, String message, @Nullable String advice) {
    /** In one line: the place, what is wrong there, and what to do. */
    public String text() {
      String place = where == null || where.isBlank() ? "" : where + ": ";
      return place + message + (advice == null || advice.isBlank() ? "" : " " + advice);
    }
  }
}
