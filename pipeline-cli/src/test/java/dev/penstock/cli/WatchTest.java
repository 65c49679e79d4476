package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a run: events that break off, terminals and pipes. */
class WatchTest {
  private static final String ID = "0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e";

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String run(String state, int records) {
    return """
        {"id":"%s","pipeline":"orders","version":3,"state":"%s","durationMillis":1234,
         "stages":[{"stage":"extract","state":"RUNNING","records":%d,"rejected":0,"filtered":0}],
         "streams":[{"name":"s","planned":true,"splits":2,"splitsDone":1,"bytes":100,
         "bytesRead":50}],"rejects":{"total":0,"kept":0,"byRule":[]}}"""
        .formatted(ID, state, records);
  }

  private static String event(int id) {
    return "id: " + id + "\nevent: run.updated\ndata: {}\n\n";
  }

  @Test
  void eventsThatBreakOffAreAskedForAgainBehindTheLastOne() {
    server.on("GET /runs/" + ID + "/events", 200, event(41) + event(42), Map.of());
    server.on("GET /runs/" + ID + "/events", 200, event(43), Map.of());
    // It goes on until the events were asked for again, however long that takes.
    server.on(
        "GET /runs/" + ID,
        () -> {
          int asked = server.requests("GET /runs/" + ID + "/events").size();
          return run(asked < 2 ? "RUNNING" : "SUCCEEDED", asked);
        });

    Outcome outcome = Cli.run(server, "watch", ID);

    assertThat(outcome.code()).isZero();
    List<FakeServer.Request> asked = server.requests("GET /runs/" + ID + "/events");
    assertThat(asked).hasSizeGreaterThanOrEqualTo(2);
    assertThat(asked.get(0).header("Last-event-id")).isEmpty();
    assertThat(asked.get(1).header("Last-event-id")).isEqualTo("42");
  }

  @Test
  void aServerWithoutEventsIsAskedInstead() {
    server.on("GET /runs/" + ID, 200, run("RUNNING", 1));
    server.on("GET /runs/" + ID, 200, run("CANCELLED", 2));

    Outcome outcome = Cli.run(server, "watch", ID);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("CANCELLED");
  }

  @Test
  void progressIsPlainInAPipeAndKeptOutOfTheData() {
    server.on("GET /runs/" + ID, 200, run("RUNNING", 1));
    server.on("GET /runs/" + ID, 200, run("SUCCEEDED", 2));

    Outcome outcome = Cli.run(server, "watch", ID, "-o", "json");

    assertThat(outcome.out()).isEqualTo(run("SUCCEEDED", 2) + "\n");
    assertThat(outcome.err().lines())
        .hasSize(2)
        .noneMatch(line -> line.contains("\u001b"))
        .last()
        .asString()
        .contains("SUCCEEDED");
  }

  @Test
  void progressIsRedrawnOnATerminal(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    server.on("GET /runs/" + ID, 200, run("RUNNING", 1));
    server.on("GET /runs/" + ID, 200, run("RUNNING", 2));
    server.on("GET /runs/" + ID, 200, run("SUCCEEDED", 3));
    String command = "stty cols 70; " + String.join(" ", watching(folder));
    Process process =
        new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(text).contains("\u001b[2A\u001b[J").contains("█").contains("SUCCEEDED");
    assertThat(text.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").lines())
        .filteredOn(line -> line.startsWith("  "))
        .isNotEmpty()
        .allMatch(line -> line.strip().length() < 70);
  }

  @Test
  void ctrlCEndsTheCommandAndSaysHowToGoOn(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "no env(1)");
    server.on("GET /runs/" + ID, 200, run("RUNNING", 1));
    Path output = folder.resolve("output.txt");
    // Whoever started the tests may have told the process to ignore this signal.
    List<String> words = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT"));
    words.addAll(watching(folder));
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(output).contains("RUNNING"));

      Process signal =
          new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid()).inheritIO().start();

      assertThat(signal.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(Files.readString(output))
          .contains("The run goes on. Follow it: penstock watch 0b7c1a52")
          .contains("End it: penstock cancel 0b7c1a52");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The command in a process of its own. */
  private List<String> watching(Path folder) throws IOException {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path file = Files.writeString(folder.resolve("arguments"), "-cp \"" + classes + "\"");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "@" + file,
        Penstock.class.getName(),
        "watch",
        ID,
        "--url",
        server.address().toString());
  }
}
