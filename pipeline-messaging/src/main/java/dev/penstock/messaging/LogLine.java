package dev.penstock.messaging;

import org.jspecify.annotations.Nullable;

/**
 * A line of a service's log, for whoever looks after runs.
 *
 * @param atMillis when, since the epoch
 * @param level {@code ERROR}, {@code WARN} or {@code INFO}
 * @param service {@code api}, {@code extractor}, {@code transformer} or {@code loader}
 * @param run the run that it is about; {@code null} for none
 * @param stream the run's stream; {@code null} for none
 * @param split the stream's split; {@code null} for none
 * @param message empty in a line that only tells how many are missing
 * @param dropped lines of the run before this one that were left out
 */
public record LogLine(
    long atMillis,
    String level,
    String service,
    @Nullable String run,
    @Nullable String stream,
    @Nullable String split,
    String message,
    long dropped) {}
