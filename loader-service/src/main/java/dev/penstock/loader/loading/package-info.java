/** Finds the destination of a run and turns messages into load batches. Plain Java. */
@NullMarked
package dev.penstock.loader.loading;

import org.jspecify.annotations.NullMarked;
