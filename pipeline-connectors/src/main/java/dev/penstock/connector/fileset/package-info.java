/**
 * Files as a warehouse: a table is a folder of Parquet, CSV or JSON Lines files, and one manifest
 * per pipeline says which files are its tables. Batches are staged as files that carry their own
 * books; the audit puts them together in a DuckDB of its own and writes the final files, which
 * nobody sees; the publish exchanges the manifest.
 */
@NullMarked
package dev.penstock.connector.fileset;

import org.jspecify.annotations.NullMarked;
