/**
 * The trace of a run through all services, in the W3C form of Trace Context. The only code that
 * sees OpenTelemetry; without a run's trace all of it does nothing.
 */
@NullMarked
package dev.penstock.messaging.trace;

import org.jspecify.annotations.NullMarked;
