/**
 * Text files of one record a line: delimited fields (RFC 4180 with any delimiter and quote) and
 * fields of fixed width. A byte scanner finds where records end and cuts files into splits and
 * batches; FastCSV or a cut at positions then takes the records of a batch apart, and the fields go
 * into Arrow text columns.
 */
@NullMarked
package dev.penstock.connector.csv;

import org.jspecify.annotations.NullMarked;
