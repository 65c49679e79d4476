/**
 * Black-box tests: a real broker, a real PostgreSQL and the four services, driven over REST, looked
 * at over SQL and Kafka, and killed or stopped on purpose. One stack serves all tests of a JVM;
 * each test has its own pipeline, files and tables.
 */
@NullMarked
package dev.penstock.system;

import org.jspecify.annotations.NullMarked;
