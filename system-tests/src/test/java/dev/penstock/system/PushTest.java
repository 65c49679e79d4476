package dev.penstock.system;

import static dev.penstock.local.Component.API;
import static dev.penstock.local.Component.EXTRACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.system.PenstockClient.Answer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records in the body of the request. */
class PushTest {
  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void recordsOfEveryFormAreAddedWithTheirTypes() {
    store("tills");

    succeed(
        push(
            "tills",
            "application/json",
            "[{\"id\":1,\"amount\":\"12.50\",\"tags\":[\"a\"]},{\"id\":2,\"amount\":7,\"tags\":null}]"));
    succeed(push("tills", "application/x-ndjson", "{\"id\":3,\"amount\":1.25}\n"));
    Run csv = succeed(push("tills", "text/csv", "id,amount\n4,0.99\n5,much\n"));

    assertThat(csv.rejects()).isEqualTo(1);
    assertThat(bed.client().rejects(csv.id()).getFirst().path("place").asText())
        .isEqualTo("pushed:3");
    assertThat(bed.warehouse().rows("SELECT id, amount, tags FROM silver.tills ORDER BY id"))
        .isEqualTo(
            List.of(
                List.of("1", "12.50", "[\"a\"]"),
                List.of("2", "7.00", "NULL"),
                List.of("3", "1.25", "NULL"),
                List.of("4", "0.99", "NULL")));
  }

  @Test
  void acceptedRecordsArriveOnceThoughTheApiAndTheExtractorAreKilledRightAfterTheAnswer() {
    store("promised_records");
    String lines =
        IntStream.range(0, 30_000)
            .mapToObj(i -> "{\"id\":" + i + ",\"amount\":" + i + ".5}")
            .collect(Collectors.joining("\n"));

    Answer first = push("promised_records", "application/x-ndjson", lines, "Idempotency-Key", "p1");
    bed.stack().kill(API);
    bed.stack().kill(EXTRACTOR);
    bed.stack().start(API);
    bed.stack().start(EXTRACTOR);
    Answer again = push("promised_records", "application/x-ndjson", lines, "Idempotency-Key", "p1");

    assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
    Run end = succeed(first);
    assertThat(end.balanced()).isTrue();
    assertThat(
            bed.warehouse()
                .value(
                    "SELECT count(*) || '|' || count(DISTINCT id) || '|' || sum(amount)"
                        + " FROM silver.promised_records"))
        .isEqualTo("30000|30000|450000000.00");
  }

  private void store(String name) {
    bed.client()
        .store(
            name,
            """
            apiVersion: penstock/v1
            name: %1$s
            streams:
              %1$s:
                source:
                  format: push
                  schema: { id: bigint, amount: "decimal(12,2)" }
                outputs:
                  %1$s: { connection: warehouse, table: silver.%1$s, mode: append }
            """
                .formatted(name));
  }

  private Run succeed(Answer accepted) {
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return bed.client().succeed(accepted.json().path("id").asText());
  }

  private Answer push(String name, String type, String body, String... headers) {
    return bed.client().postAs(type, "/api/v1/pipelines/" + name + "/runs", body, headers);
  }
}
