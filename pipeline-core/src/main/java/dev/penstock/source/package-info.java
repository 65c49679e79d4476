/**
 * Sources as the services use them: opened over the configured connections, with the columns of a
 * stream settled over time (declared types, changes at the source), so that connectors know nothing
 * of it.
 */
@NullMarked
package dev.penstock.source;

import org.jspecify.annotations.NullMarked;
