/**
 * Reads raw copies back, so that outputs can be made anew without their sources. No author can name
 * this format: the extractor uses it in place of a stream's own source. The table itself is read by
 * the connector for tables; this package knows which columns the source had and in which order its
 * records came.
 */
@NullMarked
package dev.penstock.connector.bronze;

import org.jspecify.annotations.NullMarked;
