/**
 * What the API counts of runs, and what it shows of the state that all its replicas share. The
 * counters belong to the process, the state is the same in all of them.
 */
@NullMarked
package dev.penstock.api.metrics;

import org.jspecify.annotations.NullMarked;
