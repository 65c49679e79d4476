/** Tests of what connectors answer. */
@NullMarked
package dev.penstock.connector;

import org.jspecify.annotations.NullMarked;
