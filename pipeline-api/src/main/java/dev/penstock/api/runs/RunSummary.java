package dev.penstock.api.runs;

import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run in a list. */
public record RunSummary(
    String id,
    String pipelineId,
    String pipeline,
    int version,
    String mode,
    String from,
    boolean dryRun,
    String state,
    int epoch,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long durationMillis,
    List<String> completedStages,
    List<Problem> problems,
    boolean cleaned,
    @Nullable String replayOf) {}
