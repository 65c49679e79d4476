/**
 * The way of log lines to the topic that the API reads: taken beside the console's, bounded, never
 * in the way of the work.
 */
@NullMarked
package dev.penstock.service.logs;

import org.jspecify.annotations.NullMarked;
