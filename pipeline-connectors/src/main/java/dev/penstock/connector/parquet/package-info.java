/**
 * The Parquet source. DuckDB, in this process, decodes one file at a time and can reach no other;
 * row groups are gathered into splits, and the rows go from its Arrow vectors into batches whose
 * ends depend on the rows alone.
 */
@NullMarked
package dev.penstock.connector.parquet;

import org.jspecify.annotations.NullMarked;
