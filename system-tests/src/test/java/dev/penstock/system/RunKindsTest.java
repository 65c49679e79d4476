package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dry runs and runs from bronze, against the real runs that they stand for. */
class RunKindsTest {
  private final TestBed bed = TestBed.shared();

  @Test
  void theRealRunAgreesWithTheDryRunBeforeIt() {
    bed.client().store("tried", yaml("tried", "append"));
    write("tried", 1, 500);
    compare("tried", "{}");
    assertThat(bed.warehouse().exists("silver.tried")).isTrue();
    write("tried", 2, 300);
    compare("tried", "{}");
    compare("tried", "{\"mode\": \"full\"}");
  }

  @Test
  void aDryRunThatFailsFailsAsTheRealOne() {
    bed.client()
        .store("untrue", yaml("untrue", "append") + "  - { on: untrue, rows: { max: 10 } }\n");
    write("untrue", 1, 100);
    Run dry = bed.client().fail(start("untrue", "{\"dry_run\": true}"));
    Run real = bed.client().fail(start("untrue", "{}"));
    assertThat(dry.problems()).isEqualTo(real.problems()).contains("check-failed");
    assertThat(bed.warehouse().exists("silver.untrue")).isFalse();
  }

  @Test
  void silverIsRebuiltFromBronzeWithoutTheSource() {
    bed.client().store("rebuilt", yaml("rebuilt", "append"));
    write("rebuilt", 1, 700);
    succeed("rebuilt", "{}");
    write("rebuilt", 2, 400);
    Run last = succeed("rebuilt", "{}");
    assertThat(last.records("EXTRACT")).isEqualTo(400);
    String silver = content("silver.rebuilt");
    String bronze = content("bronze.rebuilt");
    JsonNode state = bed.client().get("/api/v1/pipelines/rebuilt/state").json();
    delete("rebuilt");

    bed.warehouse().execute("TRUNCATE silver.rebuilt");
    Run dry = succeed("rebuilt", "{\"from\": \"bronze\", \"dry_run\": true}");
    assertThat(bed.warehouse().count("silver.rebuilt")).isZero();
    Run rebuilt = succeed("rebuilt", "{\"from\": \"bronze\"}");

    assertThat(rebuilt.records("EXTRACT")).isEqualTo(1_100);
    assertThat(rebuilt.balanced()).isTrue();
    assertThat(said(rebuilt)).isEqualTo(said(dry));
    assertThat(content("silver.rebuilt")).isEqualTo(silver);
    assertThat(content("bronze.rebuilt")).isEqualTo(bronze);
    assertThat(bed.client().get("/api/v1/pipelines/rebuilt/state").json()).isEqualTo(state);
    assertThat(bed.client().rejects(rebuilt.id()))
        .hasSize(11)
        .allSatisfy(
            reject ->
                assertThat(reject.path("place").asText()).startsWith("bronze bronze.rebuilt:"));
  }

  private void compare(String name, String body) {
    String warehouse = everything(name);
    JsonNode state = bed.client().get("/api/v1/pipelines/" + name + "/state").json();
    String asked = body.equals("{}") ? "{" : body.replace("}", ", ");
    Run dry = succeed(name, asked + "\"dry_run\": true}");
    bed.client().await(dry.id(), PenstockClient.PATIENCE, "cleaned", Run::cleaned);

    assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
    assertThat(everything(name)).as("nothing is left of a dry run").isEqualTo(warehouse);
    assertThat(bed.client().get("/api/v1/pipelines/" + name + "/state").json()).isEqualTo(state);

    Run real = succeed(name, body);
    assertThat(real.json().path("dryRun").asBoolean()).isFalse();
    assertThat(said(dry)).isEqualTo(said(real));
  }

  /** What a run says of tables, definitions, rejects and checks. */
  private static String said(Run run) {
    String rejects =
        run.json()
            .path("rejects")
            .path("byRule")
            .valueStream()
            .map(rule -> rule.path("rule").asText() + " " + rule.path("count").asText())
            .sorted()
            .collect(Collectors.joining("\n"));
    return Stream.of("tables", "ddl", "checks")
            .map(field -> run.json().path(field).toString())
            .collect(Collectors.joining("\n"))
        + rejects;
  }

  /** All columns and indexes that readers can see, and all rows of the pipeline's tables. */
  private String everything(String name) {
    List<String> all = new ArrayList<>();
    bed.warehouse()
        .rows(
            "SELECT table_schema, table_name, string_agg(column_name || ' ' || data_type, ','"
                + " ORDER BY ordinal_position) FROM information_schema.columns"
                + " WHERE table_schema IN ('bronze', 'silver', 'gold') GROUP BY 1, 2 ORDER BY 1, 2")
        .forEach(
            table -> {
              boolean own = table.get(1).startsWith(name);
              String rows = own ? content(table.get(0) + ".\"" + table.get(1) + "\"") : "";
              all.add(table + " " + rows);
            });
    all.add(
        bed.warehouse()
            .rows(
                "SELECT indexdef FROM pg_indexes WHERE schemaname IN ('bronze', 'silver', 'gold')"
                    + " ORDER BY 1")
            .toString());
    all.add(bed.warehouse().staged().toString());
    return String.join("\n", all);
  }

  private String content(String table) {
    return bed.warehouse()
        .value(
            "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text"
                + " COLLATE \"C\")), '') FROM "
                + table
                + " t");
  }

  private Run succeed(String name, String body) {
    return bed.client().succeed(start(name, body));
  }

  private String start(String name, String body) {
    PenstockClient.Answer answer = bed.client().post("/api/v1/pipelines/" + name + "/runs", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("id").asText();
  }

  /** Every hundredth record has no number. */
  private void write(String name, int file, int rows) {
    String lines =
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    "{\"id\":%s,\"file\":%d,\"who\":{\"name\":\"n%d\",\"tags\":[%d,null]}}\n"
                        .formatted(i % 100 == 7 ? "\"x\"" : "\"" + i + "\"", file, i, i))
            .collect(Collectors.joining());
    Path hidden = bed.write(name + "/.next", lines);
    try {
      Files.move(hidden, bed.file(name + "/" + file + ".jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String name) {
    try (Stream<Path> files = Files.list(bed.file(name + "/x").getParent())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String yaml(String name, String mode) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          %1$s:
            source: { connection: data, path: '%1$s/*.jsonl', format: jsonl, incremental: true }
            bronze: { table: bronze.%1$s }
            steps:
              - cast: { id: bigint }
              - derive: { name: "who->>'name'" }
            outputs:
              %1$s: { connection: warehouse, table: silver.%1$s, mode: %2$s }
        models:
          %1$s_total:
            sql: SELECT file, count(*) AS n FROM {ref:%1$s} GROUP BY 1
        checks:
          - { on: %1$s, not_null: [id, file] }
        """
        .formatted(name, mode);
  }
}
