/**
 * The Kafka contract that the services share: topic names, keys, headers, message bodies, and the
 * few classes that keep consuming and producing exactly once in one place.
 */
@NullMarked
package dev.penstock.messaging;

import org.jspecify.annotations.NullMarked;
