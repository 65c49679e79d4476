/**
 * Arrow vectors as PostgreSQL's binary COPY format: one small encoder per family of types, writing
 * into one reused buffer, row after row. Knows nothing of connections. Format: the section "Binary
 * Format" of https://www.postgresql.org/docs/current/sql-copy.html; the fields are what the types'
 * receive functions read.
 */
@NullMarked
package dev.penstock.connector.postgres.copy;

import org.jspecify.annotations.NullMarked;
