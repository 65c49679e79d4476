/** The connections that the operator configured, and what can be done with them. */
@NullMarked
package dev.penstock.api.connections;

import org.jspecify.annotations.NullMarked;
