/**
 * What the services count of their work, for Prometheus. Names and labels are listed in {@code
 * docs/reference/metrics.md}; a label has few values, never the name of a run, split or key.
 */
@NullMarked
package dev.penstock.service.metrics;

import org.jspecify.annotations.NullMarked;
