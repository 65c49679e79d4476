package dev.penstock.api.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a pipeline's schedule starts runs.
 *
 * @param next null where it goes not by the clock
 * @param last when the last run was due that it started
 * @param underWay whether that run is not over
 */
public record Due(
    boolean paused, @Nullable Instant next, @Nullable Instant last, boolean underWay) {}
