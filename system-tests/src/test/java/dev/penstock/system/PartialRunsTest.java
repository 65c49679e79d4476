package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs of some streams, of raw copies alone and of models alone, in one pipeline's life. */
class PartialRunsTest {
  private static final String NAME = "partly";
  private static final List<String> TABLES =
      List.of(
          "bronze.partly_a",
          "silver.partly_a",
          "bronze.partly_b",
          "silver.partly_b",
          "gold.partly_as",
          "gold.partly_bs",
          "gold.partly_both");

  private final TestBed bed = TestBed.shared();

  @Test
  void eachPartChangesWhatItIsAboutAndNothingElse() {
    bed.client().store(NAME, yaml(1));
    write("a", 1, 300);
    write("b", 1, 200);
    succeed("{}");
    assertThat(both()).isEqualTo("297|198|1");

    // One stream: the other's tables and models are not even written.
    write("a", 2, 100);
    write("b", 2, 100);
    List<String> before = traces();
    Run part = succeed("{\"streams\": [\"partly_a\"]}");
    assertThat(changed(before))
        .containsExactly(
            "bronze.partly_a", "silver.partly_a", "gold.partly_as", "gold.partly_both");
    assertThat(part.records("EXTRACT")).isEqualTo(100);
    assertThat(part.json().path("streams").size()).isEqualTo(1);
    assertThat(both()).isEqualTo("396|198|1");

    // Raw copies: the outputs wait.
    write("a", 3, 50);
    before = traces();
    Run raw = succeed("{\"until\": \"bronze\"}");
    assertThat(changed(before)).containsExactly("bronze.partly_a", "bronze.partly_b");
    assertThat(raw.records("EXTRACT")).isEqualTo(150);
    assertThat(raw.records("TRANSFORM")).isZero();
    assertThat(raw.json().at("/streams/0/notes").toString()).contains("later run from bronze");
    assertThat(bed.warehouse().count("bronze.partly_a")).isEqualTo(450);
    assertThat(succeed("{}").records("EXTRACT")).isZero();
    assertThat(both()).isEqualTo("396|198|1");

    // Models alone, of a definition that changed.
    bed.client().store(NAME, yaml(2));
    before = traces();
    Run models = succeed("{\"from\": \"silver\"}");
    assertThat(changed(before))
        .containsExactly("gold.partly_as", "gold.partly_bs", "gold.partly_both");
    assertThat(models.json().path("streams").size()).isZero();
    assertThat(both()).isEqualTo("396|198|2");

    // What waited comes from bronze, of one stream.
    before = traces();
    succeed("{\"from\": \"bronze\", \"streams\": [\"partly_a\"]}");
    assertThat(changed(before))
        .containsExactly("silver.partly_a", "gold.partly_as", "gold.partly_both");
    assertThat(both()).isEqualTo("445|198|2");
    assertThat(bed.warehouse().staged()).isEmpty();
  }

  private String both() {
    return bed.warehouse().value("SELECT a || '|' || b || '|' || version FROM gold.partly_both");
  }

  /** What changes whenever a table is written, be it the same again. */
  private List<String> traces() {
    return TABLES.stream()
        .map(
            table ->
                bed.warehouse()
                    .value(
                        "SELECT md5(string_agg(t.tableoid || ' ' || t.xmin || ' ' || t.ctid || ' '"
                            + " || t::text, '|' ORDER BY t.ctid)) FROM "
                            + table
                            + " t"))
        .toList();
  }

  private List<String> changed(List<String> before) {
    List<String> now = traces();
    return IntStream.range(0, TABLES.size())
        .filter(i -> !now.get(i).equals(before.get(i)))
        .mapToObj(TABLES::get)
        .toList();
  }

  private Run succeed(String body) {
    PenstockClient.Answer answer = bed.client().post("/api/v1/pipelines/" + NAME + "/runs", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    Run run = bed.client().succeed(answer.json().path("id").asText());
    assertThat(run.balanced()).isTrue();
    return bed.client().await(run.id(), PenstockClient.PATIENCE, "cleaned", Run::cleaned);
  }

  /** Every hundredth record has no number. */
  private void write(String stream, int file, int rows) {
    bed.write(
        NAME + "/" + stream + file + ".csv",
        Stream.concat(
                Stream.of("id,name"),
                IntStream.range(0, rows)
                    .mapToObj(i -> (i % 100 == 7 ? "x" : "" + i) + "," + stream + file))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static String yaml(int version) {
    String stream =
        """
          partly_%1$s:
            source: { connection: data, path: 'partly/%1$s*.csv', format: csv, incremental: true }
            bronze: { table: bronze.partly_%1$s }
            steps:
              - cast: { id: bigint }
            outputs:
              partly_%1$s: { connection: warehouse, table: silver.partly_%1$s, mode: append }
        """;
    return """
        apiVersion: penstock/v1
        name: partly
        streams:
        %s%s
        models:
          partly_as: { sql: "SELECT count(*) AS n, %3$d AS version FROM {ref:partly_a}" }
          partly_bs: { sql: "SELECT count(*) AS n, %3$d AS version FROM {ref:partly_b}" }
          partly_both:
            sql: SELECT a.n AS a, b.n AS b, %3$d AS version FROM {ref:partly_as} a, {ref:partly_bs} b
        checks:
          - { on: partly_a, not_null: [id] }
          - { on: partly_both, rows: { min: 1, max: 1 } }
        """
        .formatted(stream.formatted("a"), stream.formatted("b"), version);
  }
}
