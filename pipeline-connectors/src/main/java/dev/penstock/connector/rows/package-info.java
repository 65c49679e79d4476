/**
 * Records on their way to Arrow: learning the columns of JSON records from a sample, and building
 * batches of them. Shared by every source whose records are JSON objects.
 */
@NullMarked
package dev.penstock.connector.rows;

import org.jspecify.annotations.NullMarked;
