/**
 * Single values on their way into Arrow columns: what a declared type is in Arrow, the strict
 * reading of texts and numbers as such a type, and values as text again. Shared by the sources that
 * build batches and by the settling of columns.
 */
@NullMarked
package dev.penstock.column;

import org.jspecify.annotations.NullMarked;
