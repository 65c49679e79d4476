/**
 * The benchmark: orders through the four services into a table, beside raw COPY of the same rows.
 * Method and results stand in {@code docs/reference/performance.md}.
 */
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;
