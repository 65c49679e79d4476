package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tables into which rows are merged by key have a unique index over it. */
final class KeyIndex {
  private static final String UNIQUE =
      """
      SELECT count(*) FROM pg_index i WHERE i.indrelid = ?::oid
        AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL
        AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C")
             FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, position)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE k.position <= i.indnkeyatts)
          = (SELECT array_agg(c ORDER BY c COLLATE "C")
             FROM json_array_elements_text(?::json) AS c)
      """;

  private KeyIndex() {}

  /**
   * Refuses a table without one.
   *
   * @throws PermanentException that says how to make one
   */
  static void require(Session session, LoadBatch batch, Catalog.Relation target)
      throws SQLException {
    List<String> key = new ArrayList<>(batch.key());
    if (batch.mode() == LoadMode.HISTORY) {
      refuseOther(batch, target);
      key.add(Merging.VALID_FROM);
    }
    if (!batch.mode().keyed() || session.number(UNIQUE, target.oid(), json(key)) > 0) {
      return;
    }
    throw new PermanentException(
        new Problem(
            "key-index",
            ColumnMatch.where(batch),
            "Rows are merged into the table "
                + batch.table()
                + " by their key, but it has no primary key or unique constraint over exactly ("
                + String.join(", ", key)
                + ").",
            "Add one: ALTER TABLE "
                + batch.table().quoted()
                + " ADD PRIMARY KEY ("
                + Session.quoted(key)
                + "); or write to another table."));
  }

  private static void refuseOther(LoadBatch batch, Catalog.Relation target) {
    if (!History.COLUMNS.stream().allMatch(column -> target.column(column).isPresent())) {
      throw new PermanentException(
          new Problem(
              "not-a-history",
              ColumnMatch.where(batch),
              "The table "
                  + batch.table()
                  + " exists without the columns of a history: valid_from, valid_to, current.",
              "Write the history to another table, or drop this one."));
    }
  }

  private static String json(List<String> names) {
    return Publications.write(names);
  }
}
