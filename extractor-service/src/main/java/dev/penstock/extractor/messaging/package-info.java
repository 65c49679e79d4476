/** The extractor's edge to Kafka: tasks in; batches, checkpoints, rejects and reports out. */
@NullMarked
package dev.penstock.extractor.messaging;

import org.jspecify.annotations.NullMarked;
