package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial, line by line, as a newcomer would type it, with a stack of its own. */
// The launcher starts processes.
@Tag("processes")
class TutorialTest {
  private static final int MINUTES = 5;

  private Path folder;
  private final Map<String, String> exported = new HashMap<>();

  @BeforeEach
  void putALauncher(@TempDir Path temp) throws IOException {
    folder = temp;
    Path project = TestBed.project();
    Path client = project.resolve("pipeline-cli/target");
    String launcher =
        String.join(
            "\n",
            "#!/bin/sh",
            "exec '%s/bin/java' --enable-native-access=ALL-UNNAMED"
                .formatted(System.getProperty("java.home")),
            " --add-opens=java.base/java.nio=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow",
            " '-Dpenstock.root=%s' '-Dpenstock.home=%s'"
                .formatted(project, folder.resolve(".penstock")),
            " -cp '%s:%s' dev.penstock.cli.Penstock \"$@\"%n"
                .formatted(
                    client.resolve("classes"), Files.readString(client.resolve("classpath"))));
    Files.writeString(
        Files.createFile(
            folder.resolve("penstock"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        launcher.replace("\n ", " "));
    // The page has the port that everybody has; a test takes a free one.
    exported.put("PENSTOCK_PORT", "0");
  }

  @AfterEach
  void stop() throws Exception {
    run("./penstock down");
  }

  @Test
  void everyLineOfTheTutorialDoesWhatThePageSays() throws Exception {
    String page = Files.readString(TestBed.project().resolve("docs/tutorial.md"));
    List<Walkthrough.Step> steps = Walkthrough.read(page);

    assertThat(steps).hasSizeGreaterThan(20);
    for (Walkthrough.Step step : steps) {
      switch (step) {
        case Walkthrough.Write write -> write(write);
        case Walkthrough.Type type -> {
          String output = run(type.command());
          assertThat(Walkthrough.matches(type.answer(), output))
              .as("`%s` answered%n%s%nThe page says%n%s", type.command(), output, type.answer())
              .isTrue();
        }
      }
    }
  }

  private void write(Walkthrough.Write write) throws IOException {
    Path file = folder.resolve(write.path());
    Files.createDirectories(file.getParent());
    switch (write.how()) {
      case "append to" -> Files.writeString(file, write.text(), StandardOpenOption.APPEND);
      case "replace in" -> {
        String before = Files.readString(file);
        String line = write.text().lines().findFirst().orElseThrow() + "\n";
        assertThat(before).containsOnlyOnce(line);
        Files.writeString(file, before.replace(line, write.text()));
      }
      default -> Files.writeString(file, write.text());
    }
  }

  /** What a command prints; what it exports holds for those that follow. */
  private String run(String command) throws IOException, InterruptedException {
    File output = folder.resolve("output").toFile();
    ProcessBuilder shell =
        new ProcessBuilder(
            "bash", "-c", command + "\nended=$?\nenv -0 > .environment\nexit $ended");
    shell.directory(folder.toFile());
    shell.environment().putAll(exported);
    shell.redirectErrorStream(true).redirectOutput(output);
    Process process = shell.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output.toPath());
    int expected = command.contains(" diff ") ? 1 : 0;
    assertThat(process.exitValue()).as("%s%n%s", command, text).isEqualTo(expected);
    for (String line :
        Files.readString(folder.resolve(".environment"), StandardCharsets.UTF_8).split("\0", -1)) {
      int end = line.indexOf('=');
      if (line.startsWith("PENSTOCK_")) {
        exported.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return text;
  }
}
