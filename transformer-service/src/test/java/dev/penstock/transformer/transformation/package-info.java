/** Tests of what becomes of batches. */
@NullMarked
package dev.penstock.transformer.transformation;

import org.jspecify.annotations.NullMarked;
