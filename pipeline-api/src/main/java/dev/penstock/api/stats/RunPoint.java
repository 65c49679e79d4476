package dev.penstock.api.stats;

import dev.penstock.api.stats.Statistics.Records;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline among others.
 *
 * @param seconds how long it took, or {@code null} where it is not over or never started
 * @param score its quality; {@code null} where nothing was checked
 */
public record RunPoint(
    String run,
    int version,
    String mode,
    boolean dryRun,
    String state,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Double seconds,
    Records records,
    @Nullable BigDecimal score) {}
