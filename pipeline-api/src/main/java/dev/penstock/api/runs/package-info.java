/** The life of a run: its state machine, what reports make of it, its books and how it is shown. */
@NullMarked
package dev.penstock.api.runs;

import org.jspecify.annotations.NullMarked;
