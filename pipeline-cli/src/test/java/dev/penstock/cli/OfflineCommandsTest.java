package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no server. */
class OfflineCommandsTest {
  private static final String DEFINITION =
      """
      apiVersion: penstock/v1
      name: orders
      streams:
        orders:
          source: { connection: shop, path: orders.csv, format: csv }
          steps:
            - cast: { amount: integer }
          outputs:
            orders:
              connection: warehouse
              table: silver.orders
      """;

  private Path folder;
  private Path file;

  @BeforeEach
  void write(@TempDir Path temp) throws IOException {
    folder = temp;
    file = Files.writeString(folder.resolve("orders.yaml"), DEFINITION);
  }

  @Test
  void everyMistakeIsToldWithItsLineAndColumn() throws IOException {
    Files.writeString(
        file,
        DEFINITION
            .replace("format: csv", "format: cvs")
            .replace("cast", "casst")
            .replace("table: silver.orders", "tabel: silver.orders"));

    Outcome outcome = Cli.run("validate", file.toString());

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out())
        .contains(file + ":5:51 streams.orders.source.format: There is no format `cvs`.")
        .contains(file + ":7:9 streams.orders.steps[0].casst: ")
        .contains(file + ":11:9 streams.orders.outputs.orders.tabel: ")
        .contains("Did you mean `table`?");
  }

  @Test
  void mistakesInSqlAreToldWithTheLineOfTheirStep() throws IOException {
    Files.writeString(
        file,
        DEFINITION.replace(
            "      - cast: { amount: integer }\n",
            "      - cast: { amount: integer }\n"
                + "      - derive:\n"
                + "          day: upper(amount\n"
                + "      - filter: amount > (SELECT 1)\n"));

    Outcome outcome = Cli.run("validate", file.toString());

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out())
        .contains(file + ":9:")
        .contains("streams.orders.steps[1].derive.day: ")
        .contains(file + ":10:")
        .contains("streams.orders.steps[2].filter: a subquery is not possible here");
    // No server is asked: there is none.
    assertThat(Cli.run("apply", "-f", file.toString(), "--url", "http://127.0.0.1:1").code())
        .isEqualTo(3);
    assertThat(Cli.run("preview", file.toString(), "--connection", "shop=" + folder).code())
        .isEqualTo(3);
  }

  @Test
  void aTextThatIsNoYamlIsToldWhereItEnds() throws IOException {
    Files.writeString(file, "name: [a\nb: c\n");

    assertThat(Cli.run("validate", file.toString()).out()).contains(file + ":2:");
  }

  @Test
  void connectionsAreCheckedWhereAFileSaysWhichThereAre() throws IOException {
    assertThat(Cli.run("validate", file.toString()).out()).isEqualTo(file + ": orders is valid.\n");
    Path config =
        Files.writeString(
            folder.resolve("c.properties"),
            "penstock.connections.shop.type=files\npenstock.connections.shop.root=/tmp\n");

    Outcome outcome =
        Cli.run("validate", file.toString(), "--config", config.toString(), "-o", "json");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).contains("unknown-connection").contains("\"line\" : 10");
  }

  @Test
  void aPreviewShowsDecimalsAsTheyAreStored() throws IOException {
    Files.writeString(file, DEFINITION.replace("amount: integer", "amount: \"decimal(10,2)\""));
    Files.writeString(folder.resolve("orders.csv"), "id,amount\n1,120\n2,0.5\n");

    Outcome outcome = Cli.run("preview", file.toString(), "--connection", "shop=" + folder);

    assertThat(outcome.out()).contains("120.00", "0.50");
  }

  @Test
  void aPreviewShowsRowsAndRejects() throws IOException {
    Files.writeString(folder.resolve("orders.csv"), "id,amount\n1,10\n2,ten\n");

    Outcome outcome = Cli.run("preview", file.toString(), "--connection", "shop=" + folder);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("Stream orders: 2 read, 1 rejected")
        .contains("Output orders: 1 rows, 0 filtered")
        .contains("orders.csv:3");
    assertThat(Cli.run("preview", file.toString(), "--stream", "order").code()).isEqualTo(4);
    Outcome unknown = Cli.run("preview", file.toString());
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out()).contains("shop");
  }

  @Test
  void aWrongCommandLineSaysWhatIsWrongAndWhereHelpIs() {
    Outcome outcome = Cli.run("validate");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("FILE").contains("penstock validate --help");
    assertThat(Cli.run("validate", "nothing.yaml").code()).isEqualTo(4);
  }

  @Test
  void aShellCompletesCommandsAndOptions() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    Path script =
        Files.writeString(folder.resolve("penstock.bash"), Cli.run("completion", "bash").out());

    assertThat(completed(script, "rej")).containsExactly("rejects");
    assertThat(completed(script, "rejects", "rep")).containsExactly("replay");
    assertThat(completed(script, "run", "--dvc")).containsExactly("--dvc-stage");
  }

  /** What bash offers in the place of the last word. */
  private List<String> completed(Path script, String... words) throws Exception {
    String command =
        "source '%s'; compopt() { :; }; COMP_WORDS=(penstock %s); COMP_CWORD=%d; COMPREPLY=();"
            + " _complete_penstock; printf '%%s\\n' \"${COMPREPLY[@]}\"";
    Path output = folder.resolve("output.txt");
    Process bash =
        new ProcessBuilder(
                "/bin/bash",
                "--norc",
                "-c",
                command.formatted(script, String.join(" ", words), words.length))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(output);
  }

  @Test
  void shellsCompleteEveryCommand() {
    String script = Cli.run("completion", "bash").out();

    assertThat(script).contains("complete -F").contains("rejects").contains("--dvc-stage");
    assertThat(Cli.run("version").out()).startsWith("penstock ");
  }
}
