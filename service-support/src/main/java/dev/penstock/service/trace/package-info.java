/** Turns traces on where an operator says to whom they are sent; off else. */
@NullMarked
package dev.penstock.service.trace;

import org.jspecify.annotations.NullMarked;
