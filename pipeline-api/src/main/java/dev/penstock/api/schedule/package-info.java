/**
 * Runs that start by themselves: at their times, after another pipeline, when a file arrives. What
 * is to be started is noted in the database together with the fact that it was counted; starting is
 * repeated until it is done, under a key that gives the same run.
 */
@NullMarked
package dev.penstock.api.schedule;

import org.jspecify.annotations.NullMarked;
