package dev.penstock.system;

import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import dev.penstock.local.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stack that all tests of a JVM share, started by the first that asks, and what they hold. */
record TestBed(
    LocalStack stack, PenstockClient client, Warehouse warehouse, ShopServer shop, Path data) {
  /** A heap that has its full size at once: whatever memory grows beside it is seen. */
  private static final List<String> FIXED_HEAP =
      List.of("-Xms160m", "-Xmx160m", "-XX:+AlwaysPreTouch");

  private static @Nullable TestBed shared;

  /** The shared stack, with every part of it running. */
  static synchronized TestBed shared() {
    TestBed bed = shared;
    if (bed == null) {
      bed = start();
      shared = bed;
    }
    bed.heal();
    return bed;
  }

  private static TestBed start() {
    Path project = project();
    Path home = project.resolve("system-tests/target/stack");
    Path data = project.resolve("system-tests/target/data");
    delete(home);
    delete(data);
    make(data);
    copyExampleSteps(project, home);
    ShopServer shop = new ShopServer();
    StackOptions options =
        StackOptions.defaults(home, project)
            .withConnection("data", Map.of("type", "files", "root", data.toString()))
            .withConnection(
                "shop",
                Map.of(
                    "type",
                    "http",
                    "url",
                    shop.url(),
                    "auth",
                    "bearer",
                    "token",
                    ShopServer.TOKEN));
    for (Component service : Component.services()) {
      for (String argument : FIXED_HEAP) {
        options = options.withJvmArgument(service, argument);
      }
    }
    LocalStack stack = LocalStack.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return new TestBed(
        stack,
        new PenstockClient(stack::api),
        new Warehouse(stack.warehouseUrl(), stack.warehouseUser(), stack.warehousePassword()),
        shop,
        data);
  }

  /** The steps of the example's jar are known to the transformer of every test. */
  private static void copyExampleSteps(Path project, Path home) {
    Path built = project.resolve("examples/java-step/target");
    Path steps = home.resolve("steps");
    make(steps);
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(built, "example-java-step-*.jar")) {
      for (Path jar : jars) {
        Files.copy(jar, steps.resolve(jar.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("build examples/java-step first", e);
    }
  }

  /** The project's root folder: where the launcher script lies. */
  static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("pipeline-core"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run the tests inside the project");
      }
    }
    return folder;
  }

  /** Lets every stopped process go on and starts every dead one. */
  void heal() {
    for (Component component : Component.values()) {
      if (!stack.process(component).alive()) {
        stack.start(component);
      } else if (stack.process(component).suspended()) {
        stack.resume(component);
      }
    }
  }

  /** SIGKILL, then a new start. */
  void restart(Component component) {
    stack.kill(component);
    stack.start(component);
  }

  /** A file below the root of the connection {@code data}; its folders exist. */
  Path file(String path) {
    Path file = data.resolve(path);
    make(file.resolveSibling("."));
    return file;
  }

  /** Writes a file below the root of the connection {@code data}. */
  Path write(String path, String content) {
    try {
      return Files.writeString(file(path), content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
