/**
 * Rejects that go through their pipeline again: put into splits by the API, read by the extractor
 * from the splits themselves, whatever the stream's own source is.
 */
@NullMarked
package dev.penstock.connector.replay;

import org.jspecify.annotations.NullMarked;
