package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.local.ManagedProcess;
import dev.penstock.local.Ports;
import dev.penstock.local.StackState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes of their own, on a stack whose services are {@link FakeApi}. */
class CommandsTest {
  private static final long SECONDS = 180;

  private Path root;
  private Path home;

  /** What a command wrote and its exit code. */
  record Outcome(int code, String output) {}

  @BeforeEach
  void makeProject(@TempDir Path folder) throws IOException {
    root = folder.resolve("a project, with blanks");
    home = root.resolve(".penstock");
    Files.createDirectories(root.resolve("examples"));
    Files.writeString(root.resolve("examples/birdstrikes.yaml"), "name: birdstrikes\n");
    for (String module :
        List.of("extractor-service", "transformer-service", "loader-service", "pipeline-api")) {
      makeService(root.resolve(module).resolve("target/quarkus-app"));
    }
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (StackState.read(home).isPresent()) {
      penstock("down");
    }
  }

  @Test
  void theStackOutlivesTheCommandThatStartedItUntilDown() throws Exception {
    assertThat(penstock("status"))
        .isEqualTo(new Outcome(1, "Penstock is not running. Start it: ./penstock up\n"));
    int port = Ports.free();

    Outcome up = penstock("up", "--port", String.valueOf(port));

    assertThat(up.output()).contains("Penstock is up: http://127.0.0.1:" + port);
    assertThat(up.code()).isZero();
    List<ManagedProcess> processes = processes();
    assertThat(processes).hasSize(6).allMatch(ManagedProcess::alive);
    assertThat(penstock("status").code()).isZero();
    assertThat(penstock("up").output())
        .startsWith("Penstock is up already: http://127.0.0.1:" + port);

    Outcome demo = penstock("demo");
    assertThat(demo.output())
        .contains("Run 01TEST of birdstrikes (version 3) SUCCEEDED")
        .contains("Books: balanced")
        .contains("http://127.0.0.1:" + port + "/api/v1/runs/01TEST");
    assertThat(demo.code()).isZero();

    StackState.read(home).orElseThrow().process(Component.LOADER).orElseThrow().kill();
    Outcome partial = penstock("status");
    assertThat(partial.output()).contains("ended").contains("Only a part of Penstock runs");
    assertThat(partial.code()).isEqualTo(1);

    Outcome down = penstock("down");
    assertThat(down.output()).startsWith("Stopped: PostgreSQL, Kafka, extractor, transformer, API");
    assertThat(processes).noneMatch(ManagedProcess::alive);
    assertThat(penstock("down")).isEqualTo(new Outcome(0, "Penstock is not running.\n"));
  }

  @Test
  void aPortInUseIsAnErrorThatNamesTheCommandThatWorks() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome = penstock("demo", "--port", String.valueOf(taken.getLocalPort()));

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.output())
          .contains("Port " + taken.getLocalPort() + " is in use by another program.")
          .contains("./penstock demo --port ");
    }
  }

  @Test
  void aWrongCommandLineIsExplainedWithExitCodeTwo() throws Exception {
    Outcome outcome = penstock("upp");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.output()).contains("upp").contains("penstock up");
  }

  @Test
  void whatWasStartedEndsWhenTheCommandIsInterrupted() throws Exception {
    Path output = root.resolve("up.txt");
    Process up = launch(output, "up", "--port", String.valueOf(Ports.free()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(SECONDS))
        .until(() -> Files.readString(output).contains("ready on port") && stackRuns());

    up.destroy();

    assertThat(up.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !stackRuns());
    assertThat(Files.readString(output)).contains("Interrupted: what was started is stopped.");
    assertThat(StackState.read(home)).isEmpty();
  }

  private boolean stackRuns() {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(home.toString()));
  }

  private List<ManagedProcess> processes() {
    StackState state = StackState.read(home).orElseThrow();
    return List.of(Component.values()).stream()
        .map(component -> state.process(component).orElseThrow())
        .toList();
  }

  private Outcome penstock(String... arguments) throws Exception {
    Path output = Files.createTempFile(root, "output", ".txt");
    Process process = launch(output, arguments);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  private Process launch(Path output, String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-Dpenstock.root=" + root);
    words.add("-cp");
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Penstock.class.getName());
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void makeService(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeApi.class.getName());
    String classFile = FakeApi.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(folder);
    try (var classes = FakeApi.class.getResourceAsStream("/" + classFile);
        var file = Files.newOutputStream(folder.resolve("quarkus-run.jar"));
        var jar = new JarOutputStream(file, manifest)) {
      assertThat(classes).isNotNull();
      jar.putNextEntry(new ZipEntry(classFile));
      classes.transferTo(jar);
      jar.closeEntry();
    }
  }
}
