package dev.penstock.connector.postgres;

import dev.penstock.connector.Destination;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.RunMode;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/**
 * Prints how long each mode takes for many rows, beside COPY alone and the merge that a person
 * would write. Not in the suite: its name does not end in Test. {@code -Drows=500000}, and {@code
 * -Dlineage=true} for rows that note where they came from.
 */
@Tag("long")
@ExtendWith(PostgresExtension.class)
class ModeMeasure {
  private static final int ROWS = Integer.getInteger("rows", 500_000);
  private static final int BATCH = 10_000;

  private final TestDatabase database;

  ModeMeasure(TestDatabase database) {
    this.database = database;
  }

  @Test
  void modes() throws SQLException {
    byHand();
    run(LoadMode.REPLACE, Merging.BY_PLACE);
    run(LoadMode.UPSERT, ModeHarness.merging("o", null, Missing.KEEP));
    run(LoadMode.HISTORY, ModeHarness.merging("o", null, Missing.KEEP));
    run(LoadMode.HISTORY, ModeHarness.merging("o", "since", Missing.KEEP));
    run(LoadMode.CONTINUOUS, ModeHarness.merging("o", null, Missing.KEEP));
  }

  /** A table with all keys, and as many rows of which half change one and some are new. */
  private void byHand() throws SQLException {
    database.run(
        "CREATE TABLE hand (id bigint PRIMARY KEY, a text, b int, o int, since date);"
            + " CREATE TABLE bare (LIKE hand)");
    for (int run = 0; run < 2; run++) {
      String text = text(run);
      print("COPY alone, run " + run, () -> copy(text));
      int number = run;
      print(
          "hand: INSERT ON CONFLICT, run " + run,
          () -> {
            database.run(
                "BEGIN; INSERT INTO hand AS t SELECT * FROM bare ON CONFLICT (id) DO UPDATE SET"
                    + " a = excluded.a, b = excluded.b, o = excluded.o, since = excluded.since"
                    + " WHERE (t.a, t.b, t.o, t.since) IS DISTINCT FROM"
                    + " (excluded.a, excluded.b, excluded.o, excluded.since); "
                    + (number == 0 ? "COMMIT" : "ROLLBACK"));
          });
    }
    print(
        "hand: MERGE",
        () ->
            database.run(
                "ANALYZE bare; ANALYZE hand; BEGIN; MERGE INTO hand t USING bare s ON t.id = s.id"
                    + " WHEN MATCHED AND (t.a, t.b, t.o, t.since) IS DISTINCT FROM (s.a, s.b, s.o,"
                    + " s.since) THEN UPDATE SET a = s.a, b = s.b, o = s.o, since = s.since WHEN NOT"
                    + " MATCHED THEN INSERT VALUES (s.id, s.a, s.b, s.o, s.since); ROLLBACK"));
    print(
        "hand: UPDATE and INSERT",
        () ->
            database.run(
                "BEGIN; UPDATE hand t SET a = s.a, b = s.b, o = s.o, since = s.since FROM bare s"
                    + " WHERE t.id = s.id AND (t.a, t.b, t.o, t.since) IS DISTINCT FROM (s.a, s.b,"
                    + " s.o, s.since); INSERT INTO hand SELECT * FROM bare s WHERE NOT EXISTS"
                    + " (SELECT FROM hand t WHERE t.id = s.id); ROLLBACK"));
  }

  private void copy(String text) {
    try (Connection connection = database.connect()) {
      connection.createStatement().execute("TRUNCATE bare");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY bare FROM STDIN", new StringReader(text));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(LoadMode mode, Merging merging) {
    database.run("DROP SCHEMA IF EXISTS silver CASCADE");
    try (Destination destination = database.open();
        ModeHarness harness =
            new ModeHarness(destination, mode, merging).noting(Boolean.getBoolean("lineage"))) {
      for (int r = 0; r < 2; r++) {
        int run = r;
        String name = mode + merging.validFrom().orElse("") + run;
        print(
            name + " load",
            () -> {
              int sequence = 0;
              for (int from = 0; from < ROWS; from += BATCH) {
                harness.load(name, "s0", sequence++, rows(run, from));
              }
              harness.end(name, "s0", sequence);
            });
        print(name + " audit", () -> harness.audit(name, RunMode.INCREMENTAL));
        print(
            name + " publish",
            () ->
                System.out.println(
                    destination
                        .publish(harness.work(name, RunMode.INCREMENTAL))
                        .tables()
                        .getFirst()
                        .changes()));
        destination.clean(name, 1);
      }
    }
  }

  private static List<List<@Nullable Object>> rows(int run, int from) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = from; i < Math.min(ROWS, from + BATCH); i++) {
      // Of the second run a tenth is new, four tenths differ, half are as before.
      int id = run == 0 ? i : i + ROWS / 10;
      int value = run == 1 && i % 9 < 4 ? 1 : 0;
      rows.add(Arrays.asList(id, "name of thing " + id, value, value, day(value), (long) i));
    }
    return rows;
  }

  private static LocalDate day(int value) {
    return LocalDate.of(2024, 1, 1).plusDays(value);
  }

  private static String text(int run) {
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < ROWS; from += BATCH) {
      for (List<@Nullable Object> row : rows(run, from)) {
        text.append(row.get(0)).append('\t').append(row.get(1)).append('\t').append(row.get(2));
        text.append('\t').append(row.get(3)).append('\t').append(row.get(4)).append('\n');
      }
    }
    return text.toString();
  }

  private static void print(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%-40s %6d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }
}
