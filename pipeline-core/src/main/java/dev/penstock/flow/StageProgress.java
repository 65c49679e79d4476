package dev.penstock.flow;

/**
 * How far a stage is.
 *
 * @param processed records dealt with without an error
 * @param failed records that failed
 */
public record StageProgress(long processed, long failed) {}
