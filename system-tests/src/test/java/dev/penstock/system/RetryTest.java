package dev.penstock.system;

import static dev.penstock.local.Component.API;
import static dev.penstock.local.Component.EXTRACTOR;
import static dev.penstock.local.Component.LOADER;
import static dev.penstock.local.Component.TRANSFORMER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run fails at one of its files, which is mended, and is tried again. */
class RetryTest {
  private static final int SMALL = 2_000;
  private static final int LARGE = 400_000;

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void onlyTheFileThatWasBrokenIsReadAgainWhileServicesAreKilled() throws Exception {
    say("seed " + seed);
    String name = "retried";
    bed.client().store(name, yaml(name));
    pack(name, 1, SMALL);
    Path broken = pack(name, 2, LARGE);
    pack(name, 3, SMALL);
    FileTime time = Files.getLastModifiedTime(broken);
    byte[] whole = Files.readAllBytes(broken);
    byte[] damaged = Arrays.copyOf(whole, whole.length);
    for (int i = damaged.length - 200; i < damaged.length; i++) {
      damaged[i] ^= 0x5a;
    }
    replace(broken, damaged, time);
    String run = bed.client().run(name);

    Run failed = bed.client().fail(run);
    assertThat(failed.json().path("retryable").path("until").asText()).isNotEmpty();
    assertThat(bed.warehouse().exists("silver." + name)).isFalse();
    Set<String> done =
        failed
            .splits()
            .filter(RetryTest::loaded)
            .map(split -> split.path("split").asText())
            .collect(Collectors.toSet());
    replace(broken, whole, time);
    bed.stack().suspend(EXTRACTOR);
    PenstockClient.Answer retried = bed.client().post("/api/v1/runs/" + run + "/retry", "");
    assertThat(retried.status()).as(retried.text()).isEqualTo(202);
    // What is kept is counted from the start; what is read again begins anew.
    assertThat(new Run(retried.json()).records("EXTRACT")).isEqualTo(done.size() * (long) SMALL);
    bed.stack().resume(EXTRACTOR);
    List<Component> victims = List.of(EXTRACTOR, TRANSFORMER, LOADER, API);
    Component victim = victims.get(random.nextInt(victims.size()));
    TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
    say("killing " + victim);
    bed.restart(victim);

    Run end = bed.client().await(run, Duration.ofMinutes(3));
    assertThat(end.state()).as("%s", end).isEqualTo(RunState.SUCCEEDED);
    assertThat(end.balanced()).isTrue();
    assertThat(end.records("EXTRACT")).isEqualTo(LARGE + 2L * SMALL);
    assertThat(end.json().path("epoch").asInt()).isEqualTo(3);
    assertThat(
            bed.warehouse()
                .value(
                    "SELECT count(*) || '|' || count(DISTINCT (file, id)) || '|' || sum(id) FROM"
                        + " silver."
                        + name))
        .isEqualTo(
            (LARGE + 2L * SMALL)
                + "|"
                + (LARGE + 2L * SMALL)
                + "|"
                + (sum(LARGE) + 2 * sum(SMALL)));
    assertThat(bed.warehouse().count("bronze." + name)).isEqualTo(LARGE + 2L * SMALL);
    assertThat(
            bed.warehouse()
                .number(
                    "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'silver'"
                        + " AND table_name = '"
                        + name
                        + "' AND column_name LIKE '\\_penstock%'"))
        .isZero();
  }

  private static boolean loaded(JsonNode split) {
    return split.path("outputs").size() == 2
        && StreamSupport.stream(split.path("outputs").spliterator(), false)
            .allMatch(output -> output.path("done").asBoolean());
  }

  private static long sum(long rows) {
    return rows * (rows - 1) / 2;
  }

  private Path pack(String name, int file, int rows) throws IOException {
    Path path = bed.file(name + "/" + file + ".csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write("id,file,text\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < rows; i++) {
        out.write((i + "," + file + ",text " + i + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  private static void replace(Path file, byte[] bytes, FileTime time) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private static String yaml(String name) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          %1$s:
            source: { connection: data, path: %1$s/*.csv.gz, format: csv }
            bronze: { table: bronze.%1$s }
            steps:
              - cast: { id: bigint, file: integer }
            outputs:
              %1$s: { connection: warehouse, table: silver.%1$s, mode: replace }
        """
        .formatted(name);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[retry] " + text);
  }
}
