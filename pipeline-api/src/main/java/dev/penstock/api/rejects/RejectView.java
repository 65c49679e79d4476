package dev.penstock.api.rejects;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kept reject as it is shown.
 *
 * @param id its number among the kept rejects of its run, from 1; never changes
 * @param version of the pipeline that rejected it
 * @param output the only output that lacks the record; empty where every output of the stream does
 * @param status as {@link RejectStatus#word}
 * @param reason why it was dismissed
 * @param replayRun the last run that took it up again
 * @param attempts how often it was taken up
 * @param changedAt when its status changed last; {@code null} if it never did
 */
public record RejectView(
    long id,
    String place,
    String stage,
    String step,
    String rule,
    String message,
    String errorClass,
    int version,
    String output,
    String original,
    String stream,
    String split,
    long sequence,
    String status,
    @Nullable String reason,
    @Nullable String replayRun,
    int attempts,
    @Nullable Instant changedAt) {}
