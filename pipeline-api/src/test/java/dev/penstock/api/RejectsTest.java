package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The service keeps 20 rejects of a run in these tests. */
@QuarkusTest
class RejectsTest extends ApiTestBase {
  @Test
  void aRejectIsShownWithItsPlaceReasonAndOriginal() {
    String id = submit();
    services.send(reject(id, "a", 0, 0, Stage.TRANSFORM, "amount is positive").toRecord());

    JsonPath run = awaitRun(id, now -> now.getInt("rejects.kept") == 1);
    assertThat(run.getString("rejects.byRule[0].rule")).isEqualTo("amount is positive");
    assertThat(run.getString("rejects.byRule[0].examplePlace")).isEqualTo("s.csv:1");
    JsonPath page = page(id, "");
    assertThat(page.getMap("items[0]"))
        .containsEntry("place", "s.csv:1")
        .containsEntry("stage", "transform")
        .containsEntry("step", "steps[0]")
        .containsEntry("message", "bad \uFFFD")
        .containsEntry("original", "{\"a\":\"\uFFFD\"}")
        .containsEntry("stream", "s")
        .containsEntry("split", "a");
    assertThat(page.getString("next")).isNull();
  }

  @Test
  void theFirstOnesAreKeptAndAllAreCountedOnceHoweverOftenTheyCome() {
    long seed = System.nanoTime();
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    String id = submit();
    List<RejectMessage> sent = new ArrayList<>();
    for (int batch = 0; batch < 10; batch++) {
      for (int index = 0; index < 5; index++) {
        sent.add(reject(id, "a", batch, index, Stage.LOAD, "rule " + index));
        if (random.nextInt(4) == 0) {
          // A loader that died begins its batch again.
          index = -1 + random.nextInt(index + 1);
        }
      }
    }
    sent.forEach(message -> services.send(message.toRecord()));
    // Of the same split, so that it comes behind all others.
    services.send(reject(id, "a", 10, 0, Stage.LOAD, "last").toRecord());

    JsonPath run = awaitRun(id, now -> now.getList("rejects.byRule.rule").contains("last"));
    assertThat(run.getInt("rejects.total")).as("seed %d", seed).isEqualTo(51);
    assertThat(run.getInt("rejects.kept")).isEqualTo(20);
    assertThat(run.getList("rejects.byRule.count", Integer.class))
        .as("seed %d", seed)
        .containsExactly(10, 10, 10, 10, 10, 1);

    Set<String> keys = new HashSet<>();
    String next = "0";
    int pages = 0;
    while (next != null) {
      JsonPath page = page(id, "?limit=7&after=" + next);
      page.getList("items.place", String.class).forEach(keys::add);
      next = page.getString("next");
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(keys).hasSize(20);
    assertThat(page(id, "?stage=load&rule=rule%201").getList("items")).hasSize(4);
    assertThat(page(id, "?stage=extract").getList("items")).isEmpty();
  }

  @Test
  void manyDifferentRulesAreCountedTogether() {
    String id = submit();
    for (int index = 0; index < 250; index++) {
      services.send(reject(id, "a", 0, index, Stage.TRANSFORM, "rule " + index).toRecord());
    }

    JsonPath run = awaitRun(id, now -> now.getInt("rejects.total") == 250);
    List<String> rules = run.getList("rejects.byRule.rule");
    assertThat(rules).hasSizeLessThanOrEqualTo(200).startsWith("other");
    assertThat(run.getList("rejects.byRule.count", Integer.class).stream().mapToInt(i -> i).sum())
        .isEqualTo(250);
  }

  @Test
  void aMessageThatCannotBeReadHoldsNothingUp() {
    String id = submit();
    services.send(new ProducerRecord<>(Topics.REJECTS, id + "/s/a", new byte[] {1}));
    services.send(new ProducerRecord<>(Topics.REPORTS, id, new byte[] {'{', 'x'}));
    services.send(new ProducerRecord<>(Topics.REPORTS, id, null));
    services.send(reject(id, "a", 0, 0, Stage.TRANSFORM, "after it").toRecord());
    services.report(new Script(id, 1).planned());

    awaitRun(id, now -> now.getInt("rejects.kept") == 1 && now.getBoolean("streams[0].planned"));
  }

  private static JsonPath page(String id, String query) {
    return given()
        .urlEncodingEnabled(false)
        .get("/api/v1/runs/" + id + "/rejects" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static RejectMessage reject(
      String run, String split, long sequence, long index, Stage stage, String rule) {
    return new RejectMessage(
        new SplitId(run, "s", split),
        1,
        "p",
        1,
        sequence,
        stage == Stage.LOAD ? "t" : "",
        index,
        new RejectedRecord(
            stage,
            ErrorClass.RULE,
            "steps[0]",
            rule,
            "bad \0",
            "s.csv:" + (sequence * 5 + index + 1),
            "{\"a\":\"\0\"}"));
  }
}
