package dev.penstock.system;

import static dev.penstock.local.Component.EXTRACTOR;
import static dev.penstock.local.Component.LOADER;
import static dev.penstock.local.Component.TRANSFORMER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that read what is new and add it. */
class IncrementalTest {
  private static final int ROWS = 40_000;

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void eachRunAddsTheNewFilesAndAFullRunBeginsAnew() {
    bed.client().store("news", yaml("news", ""));
    write("news", 1, 100);
    succeed("news", "{}");
    assertThat(ids("news")).isEqualTo("100|1|1");

    write("news", 2, 50);
    Run second = succeed("news", "{}");

    assertThat(second.records("EXTRACT")).isEqualTo(50);
    assertThat(second.balanced()).isTrue();
    assertThat(ids("news")).isEqualTo("150|1|2");
    assertThat(bed.warehouse().count("bronze.news")).isEqualTo(150);
    assertThat(bed.warehouse().number("SELECT n FROM gold.news_total")).isEqualTo(150);

    Run third = succeed("news", "{}");
    assertThat(third.records("EXTRACT")).as("nothing is new").isZero();
    assertThat(ids("news")).isEqualTo("150|1|2");

    Run full = succeed("news", "{\"mode\": \"full\"}");
    assertThat(full.records("EXTRACT")).isEqualTo(150);
    assertThat(ids("news")).isEqualTo("150|1|2");
    assertThat(bed.warehouse().count("bronze.news")).isEqualTo(150);
    assertThat(succeed("news", "{}").records("EXTRACT")).as("known after a full run").isZero();
  }

  @Test
  void aRunThatFailsReadsTheSameWindowAgain() {
    bed.client().store("window", yaml("window", "  - { on: window, rows: { max: 150 } }"));
    write("window", 1, 100);
    succeed("window", "{}");
    write("window", 2, 100);
    bed.client().fail(start("window", "{}"));
    assertThat(ids("window")).isEqualTo("100|1|1");

    bed.client().store("window", yaml("window", ""));
    Run again = succeed("window", "{}");

    assertThat(again.records("EXTRACT")).isEqualTo(100);
    assertThat(ids("window")).isEqualTo("200|1|2");
  }

  @Test
  void everyRowIsAddedOnceWhileServicesAreKilled() throws InterruptedException {
    say("seed " + seed);
    bed.client().store("killed", yaml("killed", ""));
    for (int file = 1; file <= 3; file++) {
      write("killed", file, ROWS);
      String run = start("killed", "{}");
      for (int kill = 0; kill < 3; kill++) {
        List<Component> victims = List.of(EXTRACTOR, TRANSFORMER, LOADER, Component.API);
        Component victim = victims.get(random.nextInt(victims.size()));
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(900));
        say("killing " + victim);
        bed.restart(victim);
      }
      Run end = bed.client().await(run, Duration.ofMinutes(2));
      assertThat(end.state()).as("%s", end).isEqualTo(RunState.SUCCEEDED);
      assertThat(end.balanced()).isTrue();
      assertThat(ids("killed")).isEqualTo((long) file * ROWS + "|1|" + file);
      assertThat(bed.warehouse().count("bronze.killed")).isEqualTo((long) file * ROWS);
    }
  }

  /** Rows, how often the most frequent id is there, and files. */
  private String ids(String name) {
    return bed.warehouse()
        .value(
            "SELECT count(*) || '|' || (SELECT max(n) FROM (SELECT count(*) AS n FROM silver."
                + name
                + " GROUP BY file, id) x) || '|' || count(DISTINCT file) FROM silver."
                + name);
  }

  private Run succeed(String name, String body) {
    return bed.client().succeed(start(name, body));
  }

  private String start(String name, String body) {
    PenstockClient.Answer answer = bed.client().post("/api/v1/pipelines/" + name + "/runs", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("id").asText();
  }

  private void write(String name, int file, int rows) {
    StringBuilder text = new StringBuilder("id,file,text\n");
    IntStream.range(0, rows)
        .forEach(i -> text.append(i).append(',').append(file).append(",some text\n"));
    // A file must be complete when it gets its name.
    var hidden = bed.write(name + "/.next", text.toString());
    try {
      Files.move(hidden, bed.file(name + "/" + file + ".csv"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String yaml(String name, String checks) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          %1$s:
            source: { connection: data, path: %1$s/*.csv, format: csv, incremental: true, split_size: 200000 }
            bronze: { table: bronze.%1$s }
            steps:
              - cast: { id: bigint, file: integer }
            outputs:
              %1$s: { connection: warehouse, table: silver.%1$s, mode: append }
        models:
          %1$s_total:
            sql: SELECT count(*) AS n FROM {ref:%1$s}
        checks:
          - { on: %1$s, not_null: [id, file] }
        %2$s
        """
        .formatted(name, checks);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[incremental] " + text);
  }
}
