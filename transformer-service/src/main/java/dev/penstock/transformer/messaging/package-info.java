/** The transformer's edge to Kafka: batches in, batches and rejects out, in one transaction. */
@NullMarked
package dev.penstock.transformer.messaging;

import org.jspecify.annotations.NullMarked;
