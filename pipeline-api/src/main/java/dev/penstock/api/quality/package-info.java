/**
 * How good the data of runs are: what their checks found, the rows that broke them, and a score for
 * each table and run that can be followed from run to run.
 */
@NullMarked
package dev.penstock.api.quality;

import org.jspecify.annotations.NullMarked;
