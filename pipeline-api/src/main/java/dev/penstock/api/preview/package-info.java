/** A look at what a definition that is not kept makes of its first records. */
@NullMarked
package dev.penstock.api.preview;

import org.jspecify.annotations.NullMarked;
