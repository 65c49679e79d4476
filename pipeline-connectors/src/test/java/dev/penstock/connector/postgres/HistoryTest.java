package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static dev.penstock.connector.postgres.ModeHarness.merging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that end when others follow them. */
@ExtendWith(PostgresExtension.class)
class HistoryTest {
  private static final String SHOWN =
      "SELECT id, a, valid_from::date, valid_to::date, current FROM silver.things"
          + " ORDER BY id, valid_from";

  /** Takes one row after the other, the oldest first, as a person would. */
  private static final String REFERENCE =
      """
      CREATE TABLE public.ref (id bigint, a text, b int, o int, since date,
        valid_from timestamptz, valid_to timestamptz, current boolean);
      CREATE FUNCTION public.differs(x public.ref, y public.journal) RETURNS boolean
        LANGUAGE sql AS 'SELECT (x.a, x.b) IS DISTINCT FROM (y.a, y.b)';
      CREATE PROCEDURE public.by_column(name text, ordered boolean, closing boolean, at timestamptz)
      LANGUAGE plpgsql AS $$
      DECLARE j public.journal; r public.ref; f timestamptz; e timestamptz;
      BEGIN
        FOR j IN SELECT DISTINCT ON (since, id) * FROM public.journal WHERE run = name
          ORDER BY since, id, CASE WHEN ordered THEN o END DESC NULLS LAST, origin DESC, place DESC
        LOOP
          f := j.since::timestamp AT TIME ZONE 'UTC';
          SELECT * INTO r FROM public.ref x WHERE x.id = j.id AND x.valid_from = f;
          IF FOUND THEN
            IF differs(r, j) AND (NOT ordered OR r.o IS NULL OR coalesce(j.o >= r.o, false)) THEN
              UPDATE public.ref x SET a = j.a, b = j.b, o = j.o, since = j.since
              WHERE x.id = j.id AND x.valid_from = f;
            END IF;
            CONTINUE;
          END IF;
          SELECT * INTO r FROM public.ref x
          WHERE x.id = j.id AND x.valid_from < f AND (x.valid_to IS NULL OR x.valid_to > f);
          IF FOUND THEN
            CONTINUE WHEN NOT differs(r, j);
            UPDATE public.ref x SET valid_to = f WHERE x.id = j.id AND x.valid_from = r.valid_from;
            e := r.valid_to;
          ELSE
            SELECT min(x.valid_from) INTO e FROM public.ref x WHERE x.id = j.id AND x.valid_from > f;
          END IF;
          INSERT INTO public.ref VALUES (j.id, j.a, j.b, j.o, j.since, f, e);
        END LOOP;
        IF closing THEN
          UPDATE public.ref x SET valid_to = greatest(at, x.valid_from + interval '1 microsecond')
          WHERE x.valid_to IS NULL
            AND NOT EXISTS (SELECT FROM public.journal y WHERE y.run = name AND y.id = x.id);
          INSERT INTO public.ref
          SELECT DISTINCT ON (id) id, a, b, o, since, at FROM public.journal y WHERE run = name
            AND NOT EXISTS (SELECT FROM public.ref x WHERE x.id = y.id AND x.valid_to IS NULL)
          ORDER BY id, since DESC, CASE WHEN ordered THEN o END DESC NULLS LAST, origin DESC,
            place DESC;
        END IF;
        UPDATE public.ref SET current = valid_to IS NULL;
      END $$;
      CREATE PROCEDURE public.by_time(name text, ordered boolean, closing boolean, at timestamptz)
      LANGUAGE plpgsql AS $$
      DECLARE j public.journal; r public.ref;
      BEGIN
        FOR j IN SELECT DISTINCT ON (id) * FROM public.journal WHERE run = name
          ORDER BY id, CASE WHEN ordered THEN o END DESC NULLS LAST, origin DESC, place DESC
        LOOP
          SELECT * INTO r FROM public.ref x WHERE x.id = j.id AND x.valid_to IS NULL;
          IF FOUND THEN
            CONTINUE WHEN NOT ((r.a, r.b, r.since) IS DISTINCT FROM (j.a, j.b, j.since)
              OR (NOT ordered AND r.o IS DISTINCT FROM j.o))
              OR (ordered AND r.o IS NOT NULL AND NOT coalesce(j.o >= r.o, false));
            UPDATE public.ref x SET valid_to = at WHERE x.id = j.id AND x.valid_to IS NULL;
          END IF;
          INSERT INTO public.ref VALUES (j.id, j.a, j.b, j.o, j.since, at, NULL);
        END LOOP;
        IF closing THEN
          UPDATE public.ref x SET valid_to = at WHERE x.valid_to IS NULL
            AND NOT EXISTS (SELECT FROM public.journal y WHERE y.run = name AND y.id = x.id);
        END IF;
        UPDATE public.ref SET current = valid_to IS NULL;
      END $$;
      """;

  private final TestDatabase database;
  private final Destination destination;

  HistoryTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void randomRunsByTheTimeOfTheRunGiveWhatPlainSqlGives() {
    agrees("by_time", merging("o", null, Missing.KEEP));
  }

  @Test
  void randomRunsThatEndWhatIsMissingGiveWhatPlainSqlGives() {
    agrees("by_time", merging(null, null, Missing.CLOSE));
  }

  @Test
  void randomRunsByAColumnGiveWhatPlainSqlGives() {
    agrees("by_column", merging("o", "since", Missing.KEEP));
  }

  @Test
  void randomRunsByAColumnThatEndWhatIsMissingGiveWhatPlainSqlGives() {
    agrees("by_column", merging("o", "since", Missing.CLOSE));
  }

  private void agrees(String procedure, Merging merging) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    boolean noting = random.nextBoolean();
    Journal journal = new Journal(database, random, 20);
    database.run(Journal.CREATE + REFERENCE);
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.HISTORY, merging)
            .noting(noting)
            .with(
                Map.of(
                    "copy",
                    PublishTest.model("copy", Materialized.TABLE, "SELECT * FROM {ref:things}")))) {
      for (int i = 0; i < 8; i++) {
        String run = "r" + i;
        String as = "seed " + seed + ", run " + i;
        RunMode mode = random.nextInt(3) == 0 ? RunMode.INCREMENTAL : RunMode.FULL;
        boolean closing = merging.missing() == Missing.CLOSE && mode == RunMode.FULL;
        journal.load(harness, run);
        harness.audit(run, mode);
        String at = database.value("SELECT at FROM _penstock.staging WHERE output = 'things'");
        database.run(
            "DROP TABLE IF EXISTS before; CREATE TABLE before AS SELECT * FROM public.ref;"
                + " CALL %s('%s', %s, %s, '%s')"
                    .formatted(procedure, run, merging.order().isPresent(), closing, at));

        PublishResult published = harness.publish(run, mode);

        for (String table : List.of("silver.things", "gold.copy")) {
          assertThat(
                  Journal.differences(
                      database,
                      "SELECT * FROM ref",
                      "SELECT id, a, b, o, since, valid_from, valid_to, current FROM " + table))
              .as("%s, %s", as, table)
              .isEmpty();
        }
        assertThat(published.tables().getFirst().changes()).as(as).isEqualTo(changes());
        assertThat(noting ? Journal.lost(database) : List.of()).as(as).isEmpty();
        assertThat(overlaps()).as(as).isEmpty();
        assertThat(database.staging()).as(as).isEmpty();
      }
    }
  }

  private Changes changes() {
    String[] counts =
        database
            .value(
                "SELECT count(*) FILTER (WHERE b.id IS NULL), count(*) FILTER (WHERE b.id IS NOT"
                    + " NULL AND (r.a, r.b, r.o, r.since, r.valid_to) IS DISTINCT FROM (b.a, b.b,"
                    + " b.o, b.since, b.valid_to)) FROM ref r LEFT JOIN before b"
                    + " USING (id, valid_from)")
            .split("\\|");
    return new Changes(Long.parseLong(counts[0]), Long.parseLong(counts[1]), 0);
  }

  private List<String> overlaps() {
    return database.rows(
        "SELECT x.id FROM silver.things x JOIN silver.things y USING (id)"
            + " WHERE x.valid_from < y.valid_from"
            + " AND coalesce(x.valid_to, 'infinity') > y.valid_from");
  }

  @Test
  void aLateRowGoesIntoThePast() {
    try (ModeHarness harness = byColumn(Missing.KEEP)) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(row(1, "a", 3), row(1, "c", 9)));
      PublishResult late =
          harness.run(
              "r2",
              RunMode.INCREMENTAL,
              List.of(row(1, "b", 5), row(1, "first", 1), row(1, "a", 4)));

      assertThat(database.rows(SHOWN))
          .containsExactly(
              "1|first|2020-01-01|2020-01-03|f",
              "1|a|2020-01-03|2020-01-05|f",
              "1|b|2020-01-05|2020-01-09|f",
              "1|c|2020-01-09|∅|t");
      assertThat(late.tables().getFirst().changes()).isEqualTo(new Changes(2, 1, 0));
    }
  }

  @Test
  void theSameRunAgainChangesNothingAndAFullRunGoesOn() {
    try (ModeHarness harness = byColumn(Missing.KEEP)) {
      List<List<@Nullable Object>> rows = List.of(row(1, "a", 1), row(1, "b", 2), row(2, "x", 1));
      harness.run("r1", RunMode.FULL, rows);
      PublishResult again = harness.run("r2", RunMode.FULL, rows);

      assertThat(again.tables().getFirst().changes()).isEqualTo(new Changes(0, 0, 0));
      assertThat(database.rows(SHOWN))
          .containsExactly(
              "1|a|2020-01-01|2020-01-02|f", "1|b|2020-01-02|∅|t", "2|x|2020-01-01|∅|t");
    }
  }

  @Test
  void onlyARunThatReadEverythingEndsWhatIsMissingAndAKeyThatComesBackBegins() {
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.HISTORY, merging(null, null, Missing.CLOSE))) {
      harness.run("r1", RunMode.FULL, List.of(row(1, "a", 1), row(2, "b", 1)));
      harness.run("r2", RunMode.REPLAY, List.of(row(1, "a", 1)));
      harness.run("r3", RunMode.INCREMENTAL, List.of(row(1, "a", 1)));
      assertThat(current()).containsExactly("1|a", "2|b");

      PublishResult gone = harness.run("r4", RunMode.FULL, List.of(row(1, "a", 1)));
      assertThat(current()).containsExactly("1|a");
      assertThat(gone.tables().getFirst().changes()).isEqualTo(new Changes(0, 1, 0));

      PublishResult back = harness.run("r5", RunMode.FULL, List.of(row(1, "a", 1), row(2, "b", 1)));
      assertThat(current()).containsExactly("1|a", "2|b");
      assertThat(back.tables().getFirst().changes()).isEqualTo(new Changes(1, 0, 0));
      assertThat(overlaps()).isEmpty();
    }
  }

  @Test
  void aKeyThatComesBackDoesNotOverlapWhatWasAnnouncedForLater() {
    try (ModeHarness harness = byColumn(Missing.CLOSE)) {
      List<@Nullable Object> later =
          Arrays.asList(1, "b", null, null, LocalDate.of(2999, 1, 1), 2L);
      harness.run("r1", RunMode.FULL, List.of(row(1, "a", 1), later));
      harness.run("r2", RunMode.FULL, List.of(row(2, "x", 1)));
      assertThat(current()).containsExactly("2|x");

      harness.run("r3", RunMode.FULL, List.of(row(1, "a", 1), row(2, "x", 1)));

      assertThat(current()).containsExactly("1|a", "2|x");
      assertThat(overlaps()).isEmpty();
    }
  }

  @Test
  void anOlderRecordDoesNotEndANewerOne() {
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.HISTORY, merging("o", null, Missing.KEEP))) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(Arrays.asList(1, "new", 0, 5, null, 1)));
      PublishResult replay =
          harness.run("r2", RunMode.REPLAY, List.of(Arrays.asList(1, "old", 0, 4, null, 1)));

      assertThat(current()).containsExactly("1|new");
      assertThat(replay.tables().getFirst().changes()).isEqualTo(new Changes(0, 0, 0));
    }
  }

  @Test
  void aTableThatIsNoHistoryIsRefusedBeforeTheFirstRow() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (id bigint PRIMARY KEY, a text, b int,"
            + " o int, since date)");
    try (ModeHarness harness = byColumn(Missing.KEEP)) {
      assertThatThrownBy(() -> harness.load("r1", "s0", 0, List.of(row(1, "a", 1))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("not-a-history"));
    }
  }

  @Test
  void columnsThatTheHistoryKeepsItselfAreRefused() {
    try (ModeHarness harness =
        byColumn(Missing.KEEP)
            .with(
                schema(
                    field("id", Vectors.BIGINT),
                    field("since", Vectors.TEXT),
                    field("valid_to", Vectors.DATE)))) {
      assertThatThrownBy(() -> harness.load("r1", "s0", 0, List.of(Arrays.asList(1, "x", null))))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("\"valid_to\" is a column that the history keeps itself")
          .hasMessageContaining("\"since\" says since when a row is true and is no date or time");
    }
  }

  @Test
  void whatAnotherRunWroteSinceTheAuditIsNotOverlapped() {
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.HISTORY, merging(null, null, Missing.KEEP))) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(row(1, "a", 1)));
      harness.load("r2", "s0", 0, List.of(row(1, "b", 1)));
      harness.end("r2", "s0", 1);
      harness.audit("r2", RunMode.INCREMENTAL);
      harness.run("r3", RunMode.INCREMENTAL, List.of(row(1, "c", 1)));

      assertThatThrownBy(() -> harness.publish("r2", RunMode.INCREMENTAL))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("history-changed"));
      assertThat(current()).containsExactly("1|c");
    }
  }

  private ModeHarness byColumn(Missing missing) {
    return new ModeHarness(destination, LoadMode.HISTORY, merging(null, "since", missing));
  }

  private List<String> current() {
    return database.rows("SELECT id, a FROM silver.things WHERE current ORDER BY id");
  }

  private static List<@Nullable Object> row(Integer id, String a, int day) {
    return Arrays.asList(id, a, null, null, LocalDate.of(2020, 1, day), 10L * day);
  }
}
