/** Keeps one transformer per stream of a run and lends it out. Plain Java. */
@NullMarked
package dev.penstock.transformer.transformation;

import org.jspecify.annotations.NullMarked;
