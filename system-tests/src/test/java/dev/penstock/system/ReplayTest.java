package dev.penstock.system;

import static dev.penstock.local.Component.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.local.Component;
import dev.penstock.system.PenstockClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Replays the rejects of a run through a corrected version while every service is killed with
 * SIGKILL at random moments. What the table must hold then is what DuckDB computes with the
 * corrected rules over the whole file. {@code -Dpenstock.seed=N} repeats the data and the order.
 */
class ReplayTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final int ROWS = 30_000;
  private static final String TABLE = "silver.replayed";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int refused;
  private int negative;
  private int absurd;
  private int longNotes;

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void rejectsArriveOnceThroughACorrectedVersionWhileTheServicesAreKilled()
      throws IOException, InterruptedException, ExecutionException {
    say("seed " + seed);
    Path sound = write();
    int torn = 3;
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS silver",
            "CREATE TABLE "
                + TABLE
                + " (id bigint, amount numeric(12,2), country text, note varchar(12))");
    store(
        """
        - cast: { id: bigint, amount: "decimal(12,2)" }
        - validate:
            - { rule: amount is not negative, check: amount >= 0 }
        """);
    Run first = bed.client().succeed(bed.client().run("replayed"));
    int all = refused + negative + absurd + longNotes + torn;
    assertThat(first.rejects()).isEqualTo(all);
    List<Long> dismissed = dismiss(first.id());

    store(
        """
        - derive: { amount: "replace(amount, ',', '.')" }
        - cast: { id: bigint, amount: "decimal(12,2)" }
        - validate:
            - { rule: amount is plausible, check: amount >= -1000 }
        """);
    bed.warehouse().execute("ALTER TABLE " + TABLE + " ALTER COLUMN note TYPE text");
    List<JsonNode> replays = atOnce(first.id(), "{\"filter\": {\"stage\": \"load\"}}", "{}", "{}");
    long taken =
        replays.stream().mapToLong(run -> run.path("replay").path("rejects").asLong()).sum();
    assertThat(taken).as("each reject is taken up once").isEqualTo(all - torn - dismissed.size());
    killEachService();
    for (JsonNode replay : replays) {
      Run end = bed.client().succeed(replay.path("id").asText(), TO_THE_END);
      assertThat(end.balanced()).as("books of %s", end).isTrue();
      assertThat(end.json().path("mode").asText()).isEqualTo("replay");
    }
    assertStatus(first.id(), "replayed", refused + negative + longNotes - dismissed.size());
    assertStatus(first.id(), "failed_again", absurd);
    assertStatus(first.id(), "dismissed", dismissed.size());
    assertStatus(first.id(), "open", torn);
    assertDelivered(sound, dismissed, -1);

    // Once more: what was loaded is not taken up, what fails again is told again.
    Answer again = replay(first.id(), "{}");
    bed.restart(API);
    assertThat(again.json().path("replay").path("rejects").asInt()).isEqualTo(absurd);
    bed.client().succeed(again.json().path("id").asText(), TO_THE_END);
    JsonNode one = rejects(first.id(), "?status=failed_again&limit=1").path("items").path(0);
    assertThat(one.path("attempts").asInt()).isEqualTo(2);
    assertThat(one.path("rule").asText()).isEqualTo("amount is plausible");
    assertThat(one.path("version").asInt()).isEqualTo(2);
    assertDelivered(sound, dismissed, -1);

    // One of them edited by hand.
    ObjectNode record = (ObjectNode) JSON.readTree(one.path("original").asText());
    long edited = record.path("id").asLong();
    record.put("amount", "5,25");
    ObjectNode body = JSON.createObjectNode().put("id", one.path("id").asLong());
    body.set("record", record);
    bed.client().succeed(replay(first.id(), body.toString()).json().path("id").asText());
    assertStatus(first.id(), "failed_again", absurd - 1);
    assertDelivered(sound, dismissed, edited);
    assertThat(bed.warehouse().number("SELECT count(*) FROM bronze.replayed"))
        .as("a replay writes no raw copy")
        .isEqualTo(ROWS);
  }

  private void store(String steps) {
    bed.client()
        .store(
            "replayed",
            """
            apiVersion: penstock/v1
            name: replayed
            streams:
              records:
                source:
                  { connection: data, path: replay/records.csv, format: csv, split_size: 200000 }
                bronze: { table: bronze.replayed }
                steps:
            %s
                outputs:
                  records: { connection: warehouse, table: silver.replayed, mode: append }
            """
                .formatted(steps.indent(6).stripTrailing()));
  }

  /** Writes the source and, as what it gives, the file without its torn lines. */
  private Path write() throws IOException {
    StringBuilder source = new StringBuilder("id,amount,country,note\n");
    StringBuilder sound = new StringBuilder(source);
    for (int id = 1; id <= ROWS; id++) {
      String amount = random.nextInt(5_000) + "." + (10 + random.nextInt(90));
      String note = "note " + random.nextInt(1_000);
      int kind = random.nextInt(1_000);
      if (kind < 60) {
        amount = amount.replace('.', ',');
        refused++;
      } else if (kind < 70) {
        amount = "-" + random.nextInt(1, 900) + ".5";
        negative++;
      } else if (kind < 75) {
        amount = "-" + (1_001 + random.nextInt(5_000));
        absurd++;
      } else if (kind < 80) {
        note = "a note that is too long " + id;
        longNotes++;
      }
      String line = id + ",\"" + amount + "\"," + "DE FR JP".split(" ")[id % 3] + "," + note + "\n";
      source.append(line);
      sound.append(line);
      if (id % 10_000 == 77) {
        source.append("torn ").append(id).append('\n');
      }
    }
    bed.write("replay/records.csv", source.toString());
    return bed.write("replay/sound.csv", sound.toString());
  }

  /** Dismisses a few of the negative ones; answers the ids of their records. */
  private List<Long> dismiss(String run) throws IOException {
    List<Long> records = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (JsonNode reject :
        rejects(run, "?rule=amount%20is%20not%20negative&limit=500").path("items")) {
      JsonNode record = JSON.readTree(reject.path("original").asText());
      if (ids.size() < 10 && record.path("amount").asText().endsWith(".5")) {
        records.add(record.path("id").asLong());
        ids.add(reject.path("id").asText());
      }
    }
    Answer answer =
        bed.client()
            .post(
                "/api/v1/runs/" + run + "/rejects/dismiss",
                "{\"ids\": [" + String.join(",", ids) + "], \"reason\": \"test orders\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return records;
  }

  /** Asks for several replays at the same moment; answers those that were accepted. */
  private List<JsonNode> atOnce(String run, String... bodies)
      throws InterruptedException, ExecutionException {
    List<JsonNode> accepted = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(bodies.length)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (String body : bodies) {
        answers.add(threads.submit(() -> replay(run, body)));
      }
      for (Future<Answer> answer : answers) {
        if (answer.get().status() == 202) {
          accepted.add(answer.get().json());
        } else {
          assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(409);
          // Nothing was left, or only torn lines, which cannot be sent as they are.
          assertThat(answer.get().text()).containsAnyOf("nothing-to-replay", "not-a-record");
        }
      }
    }
    say(accepted.size() + " replays accepted");
    return accepted;
  }

  private void killEachService() throws InterruptedException {
    List<Component> victims = new ArrayList<>(Component.services());
    victims.addAll(Component.services());
    Collections.shuffle(victims, random);
    for (Component victim : victims) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
      say("killing " + victim);
      bed.stack().kill(victim);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      bed.stack().start(victim);
    }
  }

  private Answer replay(String run, String body) {
    return bed.client().post("/api/v1/runs/" + run + "/replay", body);
  }

  private JsonNode rejects(String run, String query) {
    Answer answer = bed.client().get("/api/v1/runs/" + run + "/rejects" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private void assertStatus(String run, String status, int count) {
    assertThat(rejects(run, "/summary").path("byStatus").path(status).asInt())
        .as("rejects that are %s", status)
        .isEqualTo(count);
  }

  /** The table equals what DuckDB makes of the file by the corrected rules. */
  private void assertDelivered(Path sound, List<Long> dismissed, long edited) {
    Path expected = bed.file("replay/expected.csv");
    String rows =
        """
        COPY (
          SELECT id, CASE WHEN id = %d THEN 5.25 ELSE amount END AS amount, country, note
          FROM (
            SELECT CAST(id AS BIGINT) AS id,
              CAST(replace(amount, ',', '.') AS DECIMAL(12,2)) AS amount, country, note
            FROM read_csv('%s', all_varchar = true, header = true))
          WHERE (amount >= -1000 OR id = %d) AND NOT list_contains(%s, id)
        ) TO '%s' (HEADER)"""
            .formatted(edited, sound, edited, dismissed, expected);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      Files.deleteIfExists(expected);
      statement.execute(rows);
    } catch (SQLException | IOException e) {
      throw new AssertionError(e);
    }
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected",
            "DROP TABLE IF EXISTS expected.replayed",
            "CREATE TABLE expected.replayed"
                + " (id bigint, amount numeric(12,2), country text, note text)");
    bed.warehouse().copy("expected.replayed", expected);
    assertThat(
            bed.warehouse().difference("SELECT * FROM expected.replayed", "SELECT * FROM " + TABLE))
        .as("rows that differ, seed %d", seed)
        .isEmpty();
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[replay] " + text);
  }
}
