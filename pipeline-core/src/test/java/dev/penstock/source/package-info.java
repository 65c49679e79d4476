/** Columns settled between the author, the last run and the source. */
@NullMarked
package dev.penstock.source;

import org.jspecify.annotations.NullMarked;
