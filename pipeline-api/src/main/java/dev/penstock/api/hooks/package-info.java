/**
 * Tells people and programs of the moments of a run. Whom a moment is told is written down in the
 * transaction that the moment is; a worker sends it, at least once, and tries again where that
 * fails. A run can be made to wait for the answer. Here too: which runs do not move, and why.
 */
@NullMarked
package dev.penstock.api.hooks;

import org.jspecify.annotations.NullMarked;
