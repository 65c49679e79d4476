/** The Kafka edge: threads that move messages between topics and the feature packages. */
@NullMarked
package dev.penstock.api.messaging;

import org.jspecify.annotations.NullMarked;
