/**
 * The CSV source. A byte scanner finds where records end and cuts files into splits and batches;
 * FastCSV then takes the records of a batch apart, and the fields go into Arrow text columns. The
 * format: RFC 4180 with any delimiter and quote.
 */
@NullMarked
package dev.penstock.connector.csv;

import org.jspecify.annotations.NullMarked;
