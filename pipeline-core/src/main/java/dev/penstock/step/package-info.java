/**
 * Steps that users write in Java: what they implement, what they get and what they answer. Nothing
 * here knows Arrow, Kafka or Quarkus, so that a step is tested with {@code new}.
 */
@NullMarked
package dev.penstock.step;

import org.jspecify.annotations.NullMarked;
