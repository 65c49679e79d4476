/** Tests of the source {@code rest} against a real server. */
@NullMarked
package dev.penstock.connector.rest;

import org.jspecify.annotations.NullMarked;
