package dev.penstock.system;

import static dev.penstock.local.Component.API;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.system.PenstockClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A 202 is a promise. */
class IdempotencyTest {
  private static final OrdersPipeline PIPELINE =
      new OrdersPipeline("promised", "promised/orders.csv", 1 << 20);

  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void anAcceptedRunEndsThoughTheApiIsKilledRightAfterTheAnswer() {
    Orders.Written written = new Orders(51).write(bed.file(PIPELINE.path()), 5_000);
    bed.client().store(PIPELINE.name(), PIPELINE.yaml());

    Answer accepted = bed.client().start(PIPELINE.name(), "Idempotency-Key", "promise-1");
    bed.stack().kill(API);

    assertThat(accepted.status()).isEqualTo(202);
    bed.stack().start(API);
    String run = accepted.json().path("id").asText();
    assertThat(accepted.location()).endsWith("/api/v1/runs/" + run);
    Run end = bed.client().succeed(run);
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
    Answer again = bed.client().start(PIPELINE.name(), "Idempotency-Key", "promise-1");
    assertThat(again.json().path("id").asText()).as("the run of the same key").isEqualTo(run);
  }

  @Test
  void theSameKeyGivesTheSameRunAndWithAnotherBodyIsRefused() {
    new Orders(52).write(bed.file(PIPELINE.path()), 100);
    bed.client().store(PIPELINE.name(), PIPELINE.yaml());
    String path = "/api/v1/pipelines/" + PIPELINE.name() + "/runs";

    Answer first = bed.client().post(path, "{}", "Idempotency-Key", "promise-2");
    Answer second = bed.client().post(path, "{}", "Idempotency-Key", "promise-2");
    Answer other = bed.client().post(path, "{\"mode\": \"full\"}", "Idempotency-Key", "promise-2");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.contentType()).startsWith("application/problem+json");
    bed.client().succeed(first.json().path("id").asText());
  }
}
