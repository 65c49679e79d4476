/**
 * Kafka topics as sources. A plan fixes the offsets; splits are ranges of one partition; no
 * consumer group is used and no offset is committed, so reading leaves no trace at the broker.
 */
@NullMarked
package dev.penstock.connector.kafka;

import org.jspecify.annotations.NullMarked;
