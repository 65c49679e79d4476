/**
 * Which columns of what a pipeline reads make which columns of what it writes, as far as its
 * definition tells it. Reads text only: neither records nor tables.
 */
@NullMarked
package dev.penstock.lineage;

import org.jspecify.annotations.NullMarked;
