package dev.penstock.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random rows of {@link ModeHarness#SCHEMA}, written down in {@code public.journal} beside what a
 * destination is given, so that the server can do the same work in plain SQL.
 */
final class Journal {
  static final String CREATE =
      """
      CREATE TABLE public.journal (run text, origin text, place bigint, split text, row bigint,
        id bigint, a text, b int, o int, since date);
      """;
  private static final String INSERT =
      "INSERT INTO public.journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final TestDatabase database;
  private final Random random;
  private final int keys;
  private long place;

  Journal(TestDatabase database, Random random, int keys) {
    this.database = database;
    this.random = random;
    this.keys = keys;
  }

  /** Rows of a batch, some keys of which repeat and some values of which are NULL. */
  List<List<@Nullable Object>> rows(String run, String split, int count) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (int i = 0; i < count; i++) {
        place += 1 + random.nextInt(3);
        Long id = (long) random.nextInt(keys);
        String a = random.nextInt(6) == 0 ? null : "a" + random.nextInt(2);
        Integer b = random.nextInt(6) == 0 ? null : (Integer) random.nextInt(2);
        Integer o = random.nextInt(5) == 0 ? null : (Integer) random.nextInt(4);
        LocalDate since = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(8));
        rows.add(Arrays.asList(id, a, b, o, since, place));
        List<@Nullable Object> values =
            Arrays.asList(
                run, split.substring(0, 1) + ".csv", place, split, place, id, a, b, o, since);
        for (int v = 0; v < values.size(); v++) {
          insert.setObject(v + 1, values.get(v));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** Loads batches of some splits in a random order, some of them twice; answers how many rows. */
  long load(ModeHarness harness, String run) {
    long loaded = 0;
    List<String> splits = List.of("a0", "a1", "b0");
    int batches = 1 + random.nextInt(3);
    for (int sequence = 0; sequence < batches; sequence++) {
      for (String split : splits) {
        List<List<@Nullable Object>> rows = rows(run, split, random.nextInt(12));
        loaded += rows.size();
        harness.load(run, split, sequence, rows);
        if (random.nextInt(4) == 0) {
          harness.load(run, split, sequence, rows);
        }
      }
    }
    for (String split : splits) {
      harness.end(run, split, batches);
    }
    return loaded;
  }

  /** Rows of the output that do not lead back to the record that they were made from. */
  static List<String> lost(TestDatabase database) {
    return database.rows(
        """
        SELECT t.* FROM silver.things t WHERE NOT EXISTS (
          SELECT FROM _penstock.origin p
          JOIN public.journal j ON (j.run, j.split, j.origin) = (p.run_id, p.split, p.origin)
          WHERE p.target = 'silver.things' AND p.id = t._lineage_split
            AND j.place = t._lineage_place
            AND (j.id, j.a, j.b, j.o, j.since) IS NOT DISTINCT FROM (t.id, t.a, t.b, t.o, t.since))
        """);
  }

  /** Rows that are in one of two tables only. */
  static List<String> differences(TestDatabase database, String one, String other) {
    return database.rows(
        "(SELECT 'missing', * FROM (%1$s EXCEPT ALL %2$s) AS m) UNION ALL (SELECT 'extra', * FROM (%2$s EXCEPT ALL %1$s) AS e)"
            .formatted("SELECT * FROM (" + one + ") AS a", "SELECT * FROM (" + other + ") AS b"));
  }
}
