package dev.penstock.api.schedule;

import dev.penstock.api.runs.RunTrigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to be started.
 *
 * @param key gives the same run however often it is started
 * @param of the run that it comes from; {@code null} where it does not
 * @param due when it was to start
 * @param attempts how often starting it failed
 */
public record Occasion(
    String pipelineId,
    String pipeline,
    String key,
    RunTrigger.Kind kind,
    @Nullable String of,
    Instant due,
    int attempts) {
  Occasion anew() {
    return new Occasion(pipelineId, pipeline, key, kind, of, due, 0);
  }
}
