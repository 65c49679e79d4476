package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code dvc} as processes of their own, in a folder as a user's. */
class RunCommandTest {
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: birds
      streams:
        s:
          source: { connection: data, path: "raw/*.csv", format: csv }
          outputs:
            t:
              connection: lake
              table: sets.birds
              key: [id]
              partition: { by: split }
              files: { format: tar, dvc: stage }
      """;

  private FakeApi fake;
  private Path folder;

  /** What a command wrote and its exit code. */
  record Outcome(int code, String output) {}

  @BeforeEach
  void start(@TempDir Path temp) throws IOException {
    fake = FakeApi.start();
    folder = temp;
    Files.writeString(folder.resolve("birds.yaml"), PIPELINE);
    Files.createDirectories(folder.resolve("in/raw"));
    Files.writeString(folder.resolve("in/raw/a.csv"), "id\n1\n");
    Files.createDirectories(folder.resolve(".dvc"));
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void aRunIsAwaitedAndItsBooksAreShown() throws Exception {
    Outcome outcome = penstock("run", "birds.yaml", "--api", fake.address().toString());

    assertThat(outcome.output())
        .contains("Run 01TEST of birdstrikes")
        .contains("SUCCEEDED")
        .contains("Books: balanced");
    assertThat(outcome.code()).isZero();
    assertThat(fake.received()).isEqualTo("application/yaml " + PIPELINE);
    assertThat(folder.resolve("dvc.lock")).doesNotExist();
  }

  @Test
  void aRunMayBeTriedAndReadTheRawCopies() throws Exception {
    Outcome outcome =
        penstock(
            "run",
            "birds.yaml",
            "--dry-run",
            "--from",
            "bronze",
            "--mode",
            "full",
            "--api",
            fake.address().toString());

    assertThat(outcome.code()).isZero();
    assertThat(fake.submitted())
        .isEqualTo("{\"mode\":\"full\",\"from\":\"bronze\",\"dry_run\":true}");
  }

  @Test
  void aRunOfAStageIsWrittenDownForDvc() throws Exception {
    Outcome written = penstock("dvc", "birds.yaml", "--root", "data=in", "--root", "lake=lake");

    assertThat(written)
        .isEqualTo(new Outcome(0, "Written to dvc.yaml: stage birds. Run it: dvc repro\n"));
    assertThat(folder.resolve("dvc.yaml"))
        .hasContent(
            """
            stages:
              birds:
                cmd: penstock run birds.yaml --dvc-stage birds
                deps:
                - birds.yaml
                - in/raw
                outs:
                - lake/sets/birds:
                    persist: true
            """);

    assertThat(folder.resolve("lake/.gitignore")).hasContent("/_penstock\n");
    assertThat(folder.resolve("lake/sets/.gitignore")).hasContent("/birds\n");
    penstock("dvc", "birds.yaml", "--root", "data=in", "--root", "lake=lake");
    assertThat(folder.resolve("lake/sets/.gitignore")).hasContent("/birds\n");

    Path made = Files.createDirectories(folder.resolve("lake/sets/birds"));
    Files.createDirectories(made.resolve("subdir"));
    Files.writeString(made.resolve("file"), "file");
    Files.writeString(made.resolve("subdir/subfile"), "subfile");
    for (int time = 0; time < 2; time++) {
      Outcome outcome =
          penstock("run", "birds.yaml", "--dvc-stage", "birds", "--api", fake.address().toString());

      assertThat(outcome.output())
          .contains("lake/sets/birds: 2 files, b6dcab6ccd17ca0a8bf4a215a37d14cc.dir");
      assertThat(outcome.code()).isZero();
    }
    assertThat(folder.resolve("dvc.lock"))
        .content()
        .startsWith("schema: \"2.0\"\nstages:\n  birds:\n    cmd: penstock run birds.yaml")
        .contains("    - path: birds.yaml\n      hash: md5\n")
        .contains("    - path: in/raw\n      hash: md5\n")
        .endsWith(
            """
                outs:
                - path: lake/sets/birds
                  hash: md5
                  md5: b6dcab6ccd17ca0a8bf4a215a37d14cc.dir
                  size: 11
                  nfiles: 2
            """);
    assertThat(folder.resolve(".dvc/cache/files/md5/b6/dcab6ccd17ca0a8bf4a215a37d14cc.dir"))
        .exists();
  }

  @Test
  void aStageThatIsUnknownIsAnErrorBeforeAnythingRuns() throws Exception {
    penstock("dvc", "birds.yaml", "--root", "data=in", "--root", "lake=lake");

    Outcome outcome =
        penstock("run", "birds.yaml", "--dvc-stage", "brids", "--api", fake.address().toString());

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.output()).contains("There is no stage brids").contains("it has: birds.");
    assertThat(fake.received()).isEmpty();
  }

  @Test
  void aFolderThatTheRunDidNotMakeIsAnError() throws Exception {
    penstock("dvc", "birds.yaml", "--root", "data=in", "--root", "lake=elsewhere");

    Outcome outcome =
        penstock("run", "birds.yaml", "--dvc-stage", "birds", "--api", fake.address().toString());

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.output()).contains("there is no folder elsewhere/sets/birds");
    assertThat(folder.resolve("dvc.lock")).doesNotExist();
  }

  @Test
  void mistakesAreToldWithWhatToDo() throws Exception {
    assertThat(penstock("dvc", "birds.yaml").output()).contains("Say it: --root lake=FOLDER");
    assertThat(penstock("dvc", "birds.yaml", "--root", "lake=..").output())
        .contains("outside of this folder");
    assertThat(penstock("run", "bird.yaml", "--api", fake.address().toString()).output())
        .isEqualTo("There is no file bird.yaml.\n");
    Files.writeString(folder.resolve("birds.yaml"), PIPELINE.replace("stage", "stag"));
    assertThat(penstock("run", "birds.yaml", "--api", fake.address().toString()).output())
        .startsWith("birds.yaml:12:31 streams.s.outputs.t.files.dvc: `stag`");
  }

  private Outcome penstock(String... arguments) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-Dpenstock.root=" + folder.resolve("penstock"));
    words.add("-cp");
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Penstock.class.getName());
    words.addAll(List.of(arguments));
    Path output = Files.createTempFile("output", ".txt");
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
