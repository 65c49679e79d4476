/**
 * What features and edges need from the database without knowing it: transactions, consumed
 * offsets, work that one replica does at a time, and the outbox.
 */
@NullMarked
package dev.penstock.api.store;

import org.jspecify.annotations.NullMarked;
