package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.Finish;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a record stands: three hidden columns beside the rows that compete for a key, and a join
 * with the ledger, which knows the origin of each split. They are gone once the winners are found.
 */
final class Standing {
  /** Number of the split's row in the ledger, integer. */
  static final String SPLIT = Finish.HIDDEN + "_split";

  /** Place in the origin, bigint; NULL where the record has none. */
  static final String PLACE = Finish.HIDDEN + "_place";

  /** Batch and row in the split, bigint. */
  static final String ROW = Finish.HIDDEN + "_row";

  /** In their order. */
  static final List<String> COLUMNS = List.of(SPLIT, PLACE, ROW);

  private static final String ORIGIN_RANK = Finish.HIDDEN + "_origin_rank";
  private static final String SPLIT_RANK = Finish.HIDDEN + "_split_rank";
  private static final String LEDGER_ID = Finish.HIDDEN + "_ledger";
  private static final List<String> TYPES = List.of("integer", "bigint", "bigint");
  private static final int ROW_BITS = 24;

  private Standing() {}

  /** A number that grows with the batch and the row in it; a batch has fewer than 2^24 rows. */
  static long row(long sequence, int row) {
    return sequence << ROW_BITS | row;
  }

  /** Gives a staging table the columns. */
  static void add(Session session, String relation) throws SQLException {
    StringBuilder sql = new StringBuilder("ALTER TABLE " + StagingName.quoted(relation));
    for (int i = 0; i < COLUMNS.size(); i++) {
      sql.append(i == 0 ? " " : ", ")
          .append("ADD COLUMN IF NOT EXISTS ")
          .append(Session.quoted(COLUMNS.get(i)))
          .append(' ')
          .append(TYPES.get(i));
    }
    session.execute(sql.toString());
  }

  /** Whether a staging table has them. */
  static boolean in(Catalog.Relation staged) {
    return staged.column(ROW).isPresent();
  }

  /** Takes the columns from a staging table; costs nothing. */
  static void drop(Session session, String relation) throws SQLException {
    session.execute(
        "ALTER TABLE "
            + StagingName.quoted(relation)
            + COLUMNS.stream()
                .map(column -> " DROP COLUMN IF EXISTS " + Session.quoted(column))
                .collect(Collectors.joining(",")));
  }

  /**
   * A join that gives the rows of {@code alias} what {@link #order} needs.
   *
   * @param relation staging of the item, which its register names
   */
  static String join(String alias, Loaded item) {
    return " LEFT JOIN (SELECT l.id AS "
        + LEDGER_ID
        + ", dense_rank() OVER (ORDER BY l.origin COLLATE \"C\") AS "
        + ORIGIN_RANK
        + ", dense_rank() OVER (ORDER BY l.split COLLATE \"C\") AS "
        + SPLIT_RANK
        + " FROM _penstock.load l JOIN _penstock.staging s USING (run_id, stream, output)"
        + " WHERE s.relation = '"
        + item.relation()
        + "') AS ledger ON ledger."
        + LEDGER_ID
        + " = "
        + alias
        + "."
        + SPLIT;
  }

  /** By origin, place in it, split and row. */
  static List<String> order(boolean last) {
    return List.of(ORIGIN_RANK, PLACE, SPLIT_RANK, ROW).stream()
        .map(column -> column + (last ? " DESC NULLS LAST" : " NULLS LAST"))
        .toList();
  }
}
