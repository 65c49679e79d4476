/**
 * The whole of Penstock on one machine as separate processes: a real PostgreSQL, a real Kafka
 * broker and the four services, all on the loopback interface. The launcher, the system tests and
 * the benchmark start, stop, kill and measure them through this package.
 */
@NullMarked
package dev.penstock.local;

import org.jspecify.annotations.NullMarked;
