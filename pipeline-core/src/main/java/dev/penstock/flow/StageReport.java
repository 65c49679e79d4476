package dev.penstock.flow;

import java.time.Duration;

/** What one stage of a run did. */
public record StageReport(
    String stage, boolean success, Duration duration, long processed, long failed) {}
