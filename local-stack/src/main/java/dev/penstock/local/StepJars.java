package dev.penstock.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The user's jars with steps in Java: those in the folder {@code steps} of a stack's home. Quarkus
 * finds beans when a service is put together and not when it starts, so where there are jars the
 * transformer is copied into the home and put together again with them. That takes some seconds and
 * is done only when the jars or the transformer changed. Stateless.
 */
final class StepJars {
  private static final String STEPS = "steps";

  /** Quarkus wants it to be called so. */
  private static final String APP = "quarkus-app";

  private static final String RUNNER = "quarkus-run.jar";
  private static final long MAX_SECONDS = 300;

  private StepJars() {}

  /**
   * The folder with the transformer that is to run: the built one where there are no jars.
   *
   * @param built the folder {@code quarkus-app} of the transformer
   */
  static Path transformer(Path home, Path built) {
    try {
      List<Path> jars = jars(home.resolve(STEPS));
      Path folder = home.resolve("transformer");
      if (jars.isEmpty()) {
        Homes.deleteTree(folder);
        return built;
      }
      Path app = folder.resolve(APP);
      Path stamp = folder.resolve("made-of");
      String now = stamp(jars, built);
      if (!Files.exists(stamp) || !Files.readString(stamp).equals(now)) {
        Homes.deleteTree(folder);
        copy(built, app);
        for (Path jar : jars) {
          Files.copy(jar, app.resolve(STEPS).resolve(jar.getFileName()));
        }
        putTogether(app, home.resolve("logs").resolve("steps.log"));
        Files.writeString(stamp, now);
      }
      return app;
    } catch (IOException e) {
      throw new StackException("Cannot put the transformer together: " + e.getMessage(), e);
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static String stamp(List<Path> jars, Path built) throws IOException {
    try (Stream<Path> files = Files.walk(built)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String line =
            "%s %d %s\n".formatted(file, Files.size(file), Files.getLastModifiedTime(file));
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      for (Path jar : jars) {
        digest.update((jar.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(jar));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    Files.createDirectories(to.resolve(STEPS));
  }

  private static void putTogether(Path app, Path log) throws IOException {
    Files.createDirectories(log.resolveSibling("."));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-Dquarkus.launch.rebuild=true",
                "-jar",
                app.resolve(RUNNER).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean done;
    try {
      done = process.waitFor(MAX_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done = false;
    }
    if (!done || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new StackException(
          "The transformer cannot be put together with the jars in the folder "
              + STEPS
              + "; "
              + log
              + " says why. Its end:\n"
              + tail(log));
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
