/**
 * The sources of JSON files: {@code jsonl} reads a record a line and cuts big files; {@code json}
 * reads one document a file, as a stream, and finds the records in it by a path. Both leave the
 * records as text to {@link dev.penstock.connector.rows.JsonBatches}.
 */
@NullMarked
package dev.penstock.connector.json;

import org.jspecify.annotations.NullMarked;
