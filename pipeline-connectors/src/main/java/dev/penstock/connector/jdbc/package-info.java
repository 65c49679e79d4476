/**
 * Tables and queries of databases as a source. A plan cuts a table into ranges of its key (or, in
 * PostgreSQL, of its pages) within one exported snapshot; each range is read in an order in which
 * reading can go on behind any row. What differs between servers is in a {@link
 * dev.penstock.connector.jdbc.Dialect}; values are taken apart from the server's own text, so that
 * nothing is rounded on the way.
 */
@NullMarked
package dev.penstock.connector.jdbc;

import org.jspecify.annotations.NullMarked;
