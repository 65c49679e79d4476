/** The suites that every connector passes, and what they need. */
@NullMarked
package dev.penstock.connector;

import org.jspecify.annotations.NullMarked;
