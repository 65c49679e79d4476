/** Tests of the destination that writes DuckDB files. */
@NullMarked
package dev.penstock.connector.duckdb;

import org.jspecify.annotations.NullMarked;
