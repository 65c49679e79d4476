package dev.penstock.api.stats;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline in a list.
 *
 * @param createdAt when this version was put
 * @param score the quality of its latest run that has one
 * @param runs the latest, newest first
 */
public record PipelinePoint(
    String name,
    int version,
    String description,
    Instant createdAt,
    @Nullable BigDecimal score,
    List<RunPoint> runs) {
  public PipelinePoint {
    runs = List.copyOf(runs);
  }
}
