package dev.penstock.api.audit;

import java.time.Instant;

/** Something that somebody did; see {@link ActionLog#note}. */
public record ActionView(
    Instant at, String who, String origin, String action, String subject, String detail) {}
