/**
 * Database servers that connections name, as far as sources and destinations share them: reaching a
 * server with the operator's settings, telling its errors apart, stopping a statement that nobody
 * wants any more, and trying a connection out.
 */
@NullMarked
package dev.penstock.connector.database;

import org.jspecify.annotations.NullMarked;
