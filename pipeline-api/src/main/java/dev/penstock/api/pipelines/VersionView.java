package dev.penstock.api.pipelines;

import java.time.Instant;

/**
 * A version of a pipeline in a list.
 *
 * @param etag names the version to a client that changes it
 */
public record VersionView(int version, Instant createdAt, String description, String etag) {}
