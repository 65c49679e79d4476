package dev.penstock.api.rejects;

/**
 * What a decision about rejects changed.
 *
 * @param matched how many rejects were meant
 * @param changed how many of them have a new status; the others had it, or have one that it does
 *     not apply to
 */
public record RejectChanged(long matched, long changed) {}
