package dev.penstock.api.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table in short.
 *
 * @param table {@code schema.table}
 * @param layer {@code bronze, silver} or {@code gold}
 * @param kind {@code table, view} or {@code files}
 * @param pipeline that writes it
 * @param name of the output or model there; of a raw copy that of its stream
 * @param columns how many it has; null before the first run
 * @param rows all that readers see; null where nobody has counted them
 * @param updatedAt when it was last published; null before the first time
 * @param run that published it; null before the first time
 * @param quality at that run, 0 to 100; null where it has no check
 * @param checks how many there are on it
 */
public record TableSummary(
    String table,
    String connection,
    String layer,
    String kind,
    String pipeline,
    String name,
    String description,
    @Nullable Integer columns,
    @Nullable Long rows,
    @Nullable Instant updatedAt,
    @Nullable String run,
    @Nullable Double quality,
    int checks,
    Freshness freshness) {}
