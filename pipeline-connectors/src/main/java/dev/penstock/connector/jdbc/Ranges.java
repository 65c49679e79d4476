package dev.penstock.connector.jdbc;

import dev.penstock.connector.jdbc.Part.Range;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a table into ranges of about as many rows as the author asked for, at most {@link
 * #MAX_SPLITS}. The same rows give the same ranges; statistics play no part.
 */
final class Ranges {
  static final int MAX_SPLITS = 1_000;

  private static final int SAMPLED_PAGES = 100;

  private final Session session;
  private final Relation relation;
  private final Dialect dialect;
  private final long splitRows;
  private final String condition;

  /**
   * @param condition which rows are read at all
   */
  Ranges(Session session, Relation relation, long splitRows, String condition) {
    this.session = session;
    this.relation = relation;
    this.dialect = relation.dialect();
    this.splitRows = splitRows;
    this.condition = condition;
  }

  /** The smallest and the largest value, and how many rows there are. */
  private record Extent(@Nullable String min, @Nullable String max, long rows) {}

  /**
   * Ranges of as many rows each, found by walking along the index of a unique column that is never
   * NULL; none where there are no rows.
   */
  List<Range> walked(SqlColumn column) {
    Extent extent = extent(column, "0");
    if (extent.min() == null || extent.max() == null) {
      return List.of();
    }
    BigInteger from = new BigInteger(extent.min());
    BigInteger max = new BigInteger(extent.max());
    List<BigInteger> starts = new ArrayList<>(List.of(from));
    Optional<BigInteger> next = Optional.of(from);
    while (starts.size() < MAX_SPLITS && next.isPresent()) {
      next = behind(column, starts.getLast(), max);
      next.ifPresent(starts::add);
    }
    return ranges(starts, max, false);
  }

  private Optional<BigInteger> behind(SqlColumn column, BigInteger from, BigInteger max) {
    String name = relation.quoted(column);
    return session
        .text(
            "SELECT %1$s FROM %2$s WHERE %3$s AND %1$s >= %4$s AND %1$s <= %5$s ORDER BY %1$s LIMIT 1 OFFSET %6$d"
                .formatted(
                    name,
                    relation.from(),
                    condition,
                    dialect.literal(column, from.toString()),
                    dialect.literal(column, max.toString()),
                    splitRows))
        .map(BigInteger::new);
  }

  /**
   * Ranges of the same width of a column that may hold values twice or NULL, found in one pass;
   * none where there are no rows.
   */
  List<Range> equal(SqlColumn column) {
    Extent extent = extent(column, "count(*)");
    if (extent.rows() == 0) {
      return List.of();
    }
    if (extent.min() == null || extent.max() == null) {
      return List.of(Range.ALL);
    }
    BigInteger min = new BigInteger(extent.min());
    BigInteger max = new BigInteger(extent.max());
    BigInteger width = max.subtract(min).add(BigInteger.ONE);
    long wanted = Math.min(MAX_SPLITS, (extent.rows() + splitRows - 1) / splitRows);
    BigInteger count = width.min(BigInteger.valueOf(wanted));
    List<BigInteger> starts = new ArrayList<>();
    for (BigInteger i = BigInteger.ZERO; i.compareTo(count) < 0; i = i.add(BigInteger.ONE)) {
      starts.add(min.add(width.multiply(i).divide(count)));
    }
    return ranges(starts, max, column.nullable());
  }

  /** Ranges of pages, by the rows that the first pages hold. */
  List<Range> pages(long pages) {
    long sampled = Math.min(SAMPLED_PAGES, pages);
    long rows =
        session
            .text(
                "SELECT count(*) FROM %s WHERE t.ctid < '(%d,0)'::tid"
                    .formatted(relation.from(), sampled))
            .map(Long::parseLong)
            .orElse(0L);
    double perPage = Math.max(1, rows / (double) sampled);
    long size = Math.max(1, (long) (splitRows / perPage));
    size = Math.max(size, (pages + MAX_SPLITS - 1) / MAX_SPLITS);
    List<Range> ranges = new ArrayList<>();
    for (long page = 0; page < pages; page += size) {
      String to = page + size < pages ? address(page + size) : null;
      ranges.add(new Range(address(page), to, null, false));
    }
    return ranges;
  }

  private static String address(long page) {
    return "(" + page + ",0)";
  }

  private Extent extent(SqlColumn column, String rows) {
    String name = relation.quoted(column);
    return session
        .query(
            "SELECT %s, %s, %s FROM %s WHERE %s"
                .formatted(
                    dialect.asText("min(" + name + ")"),
                    dialect.asText("max(" + name + ")"),
                    rows,
                    relation.from(),
                    condition),
            row -> new Extent(row.getString(1), row.getString(2), row.getLong(3)))
        .getFirst();
  }

  private static List<Range> ranges(List<BigInteger> starts, BigInteger max, boolean nulls) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      boolean last = i == starts.size() - 1;
      ranges.add(
          new Range(
              starts.get(i).toString(),
              last ? null : starts.get(i + 1).toString(),
              last ? max.toString() : null,
              nulls && i == 0));
    }
    return ranges;
  }
}
