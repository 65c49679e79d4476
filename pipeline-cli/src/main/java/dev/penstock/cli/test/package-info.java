/**
 * Tests of pipelines without Kafka and without a server: given records go through the same steps,
 * run-wide steps, models and checks as in the services, into a DuckDB of their own.
 */
@NullMarked
package dev.penstock.cli.test;

import org.jspecify.annotations.NullMarked;
