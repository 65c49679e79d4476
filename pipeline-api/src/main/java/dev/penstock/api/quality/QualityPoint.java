package dev.penstock.api.quality;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The quality of one run of a pipeline.
 *
 * @param mode {@code incremental}, {@code full} or {@code replay}
 */
public record QualityPoint(
    String run,
    int version,
    String mode,
    String state,
    Instant createdAt,
    @Nullable Instant finishedAt,
    Quality quality) {}
