package dev.penstock.api.runs;

import java.time.Instant;

/**
 * That a run does not move.
 *
 * @param since when it last did
 * @param reason what it waits for, in plain words
 * @param advice what to do
 */
public record Stalled(Instant since, String reason, String advice) {}
