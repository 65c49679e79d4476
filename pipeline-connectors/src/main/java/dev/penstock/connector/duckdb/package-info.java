/**
 * DuckDB database files as warehouses. One process writes a file, so waiting is done with locks of
 * this process, and what was done is kept in the file: books, staging and what readers see change
 * in one DuckDB transaction. No index is made for a declared key: DuckDB keeps indexes in memory,
 * and keys are compared by queries that may use the disk.
 */
@NullMarked
package dev.penstock.connector.duckdb;

import org.jspecify.annotations.NullMarked;
