/** The loader's edge to Kafka: batches and tasks in; loaded positions, rejects and reports out. */
@NullMarked
package dev.penstock.loader.messaging;

import org.jspecify.annotations.NullMarked;
