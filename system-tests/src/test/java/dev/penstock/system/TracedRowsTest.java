package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** From a row of the warehouse back to the line of the file. */
class TracedRowsTest {
  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: traced
      streams:
        traced:
          source: { connection: data, path: 'traced/*.csv', format: csv }
          bronze: { table: bronze.traced }
          steps:
            - cast: { id: bigint }
          outputs:
            traced: { connection: warehouse, table: silver.traced, mode: upsert, key: [id], lineage: true }
      """;

  private final TestBed bed = TestBed.shared();

  @Test
  void aRowLeadsToItsRunItsLineAndItsRawRecord() {
    bed.client().store("traced", YAML);
    bed.write("traced/a.csv", "id,name\n001,Ann\n002,Ben\nx,Cid\n");
    bed.write("traced/b.csv", "id,name\n004,Dan\n");
    Run first = succeed("runs", "{}");

    JsonNode row = row(2);
    assertThat(row.path("run").asText()).isEqualTo(first.id());
    assertThat(row.path("pipeline").asText()).isEqualTo("traced");
    assertThat(row.path("version").asInt()).isEqualTo(1);
    assertThat(row.path("origin").asText()).endsWith("traced/a.csv");
    assertThat(row.path("place").asInt()).isEqualTo(3);
    assertThat(row.path("row").path("id").asInt()).isEqualTo(2);
    assertThat(row.path("raw").path("record").path("id").asText()).isEqualTo("002");
    assertThat(row.path("raw").path("record").path("name").asText()).isEqualTo("Ben");
    assertThat(row(4).path("raw").path("record").path("name").asText()).isEqualTo("Dan");

    JsonNode reject = bed.client().rejects(first.id()).getFirst();
    Run replay =
        succeed(
            "runs/" + first.id() + "/replay",
            "{\"id\": " + reject.path("id").asInt() + ", \"record\": {\"id\": \"3\"}}");
    assertThat(row(3).path("run").asText()).isEqualTo(replay.id());
    assertThat(row(3).path("note").asText())
        .contains("reject " + reject.path("id").asInt() + " of run " + first.id());

    Run rebuilt = succeed("runs", "{\"from\": \"bronze\"}");
    assertThat(row(2).path("run").asText()).isEqualTo(rebuilt.id());
    assertThat(row(2).path("origin").asText()).isEqualTo("bronze bronze.traced");
    assertThat(row(2).path("note").asText()).contains("bronze.traced");
  }

  private JsonNode row(int id) {
    PenstockClient.Answer answer = bed.client().get("/api/v1/lineage/rows/silver.traced?key=" + id);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private Run succeed(String path, String body) {
    String of = path.equals("runs") ? "/api/v1/pipelines/traced/runs" : "/api/v1/" + path;
    PenstockClient.Answer answer = bed.client().post(of, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return bed.client().succeed(answer.json().path("id").asText());
  }
}
