/** The transformer: runs the steps of a stream over its batches. */
@NullMarked
package dev.penstock.transformer;

import org.jspecify.annotations.NullMarked;
