/** Tests of connections of type {@code http} against a real server with faults. */
@NullMarked
package dev.penstock.connector.http;

import org.jspecify.annotations.NullMarked;
