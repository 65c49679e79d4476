/**
 * Connections of type {@code http}: one client with limits, retries and credentials that every
 * reader of a connection shares, and the files that it can download. Requests stay on the
 * connection's host, and no error tells which host that is or how one signs in.
 */
@NullMarked
package dev.penstock.connector.http;

import org.jspecify.annotations.NullMarked;
