/** Rejected records: the first ones of a run are kept, all are counted. */
@NullMarked
package dev.penstock.api.rejects;

import org.jspecify.annotations.NullMarked;
