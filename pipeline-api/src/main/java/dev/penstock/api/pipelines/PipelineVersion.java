package dev.penstock.api.pipelines;

import java.time.Instant;

/**
 * One version of a pipeline; never changes.
 *
 * @param id the pipeline's, the same for all its versions
 * @param version 1, 2, 3 …
 * @param createdAt when this version was put
 * @param definition the text as its author wrote it, YAML or JSON
 */
public record PipelineVersion(
    String id,
    String name,
    int version,
    String description,
    Instant createdAt,
    String definition) {}
