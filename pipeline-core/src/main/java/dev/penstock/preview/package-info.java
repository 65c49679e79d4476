/** A look at what a definition makes of its first records, without messages and destinations. */
@NullMarked
package dev.penstock.preview;

import org.jspecify.annotations.NullMarked;
