package dev.penstock.connector.rest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the next page is found.
 *
 * @param next where a response tells the cursor or link; empty for {@code Link} headers, and for
 *     types that count
 * @param param the parameter that gets the cursor, page or offset
 * @param start number of the first page
 * @param sizeParam the parameter that gets {@code size}
 * @param stopOnEmpty whether a page without records is the last one
 * @param maxPages more are an error
 */
record Paging(
    Type type,
    Optional<JsonPath> next,
    String param,
    long start,
    Optional<String> sizeParam,
    long size,
    Optional<JsonPath> total,
    Optional<JsonPath> hasMore,
    boolean stopOnEmpty,
    long maxPages) {
  enum Type {
    NONE,
    LINK,
    CURSOR,
    PAGE,
    OFFSET;

    /** Whether the pages are numbered by this side. */
    boolean counts() {
      return this == PAGE || this == OFFSET;
    }
  }

  /** Where a response says something about further pages. */
  List<JsonPath> paths() {
    return Stream.of(next, total, hasMore).flatMap(Optional::stream).toList();
  }

  /** The first page. */
  PageRef first() {
    return type.counts() ? new PageRef.Number(start) : new PageRef.First();
  }
}
