package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.StringJoiner;
import java.util.random.RandomGenerator;

/**
 * A pipeline over one small file of parts of its own, for tests with many runs.
 *
 * @param name of the pipeline, its folder and its table
 */
record Parts(String name) {
  /** Writes the pipeline's files: in all so many records, one in ten of them bad. */
  static void write(TestBed bed, String name, RandomGenerator random, int files, int rows) {
    for (int file = 0; file < files; file++) {
      StringJoiner text = new StringJoiner("\n", "id,price\n", "\n");
      for (int row = 0; row < rows; row++) {
        int id = file * rows + row;
        text.add(id + "," + (row % 10 == 9 ? "none" : String.valueOf(random.nextInt(1_000))));
      }
      bed.write(name + "/" + file + ".csv", text.toString());
    }
  }

  String table() {
    return "silver." + name;
  }

  /**
   * @param more further lines of the definition, at its top level
   */
  String yaml(String more) {
    return """
        apiVersion: penstock/v1
        name: %s
        streams:
          parts:
            source: { connection: data, path: "%s/*.csv", format: csv }
            steps:
              - cast: { id: bigint, price: bigint }
            outputs:
              parts: { connection: warehouse, table: %s, mode: replace, key: [id] }
        checks:
          - { on: parts, rows: { min: 1 } }
        %s"""
        .formatted(name, name, table(), more);
  }

  /** The run's books balance and the table holds what plain reading of the files gives. */
  void assertDelivered(TestBed bed, Run run, int files, int rows) {
    long bad = (long) files * (rows / 10);
    long all = (long) files * rows;
    assertThat(run.balanced()).as("%s", run).isTrue();
    assertThat(run.entry("parts", "parts").path("read").asLong()).isEqualTo(all);
    assertThat(run.rejects()).isEqualTo(bad);
    assertThat(run.published("silver", "parts")).isEqualTo(all - bad);
    assertThat(bed.warehouse().count(table())).isEqualTo(all - bad);
    assertThat(bed.warehouse().number("SELECT count(DISTINCT id) FROM " + table()))
        .isEqualTo(all - bad);
  }
}
