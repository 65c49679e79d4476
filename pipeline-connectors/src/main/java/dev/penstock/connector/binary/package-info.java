/**
 * Whole files as records: one row with path, size, version, digest and bytes for each file. Many
 * small files share a split and a batch.
 */
@NullMarked
package dev.penstock.connector.binary;

import org.jspecify.annotations.NullMarked;
