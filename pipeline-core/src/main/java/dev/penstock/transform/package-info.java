/** The steps of a stream compiled to SQL that a locked DuckDB runs over Arrow batches. */
@NullMarked
package dev.penstock.transform;

import org.jspecify.annotations.NullMarked;
