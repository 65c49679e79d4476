package dev.penstock.system;

import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import dev.penstock.local.StackOptions;
import dev.penstock.system.stack.ProcessStack;
import dev.penstock.system.stack.Stack;
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
public record TestBed(
    Stack stack, PenstockClient client, Warehouse warehouse, ShopServer shop, Path data) {
  /** A heap that has its full size at once: whatever memory grows beside it is seen. */
  private static final List<String> FIXED_HEAP =
      List.of("-Xms160m", "-Xmx160m", "-XX:+AlwaysPreTouch");

  private static @Nullable TestBed shared;

  /** The shared stack, with every part of it running. */
  public static synchronized TestBed shared() {
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
    Path home = home();
    Path data = home.resolveSibling("data");
    delete(home);
    delete(data);
    make(data);
    copyExampleSteps(project, home);
    ShopServer shop = new ShopServer();
    StackOptions options =
        StackOptions.defaults(home, project)
            .withConnection("data", Map.of("type", "files", "root", data.toString()))
            .withConnection(
                "fragile", Map.of("type", "files", "root", data.toString(), "max-splits", "1"))
            .withConnection(
                "planted",
                Map.of(
                    "type",
                    "postgresql",
                    "url",
                    "jdbc:postgresql://127.0.0.1:1/none",
                    "username",
                    "planted",
                    "password",
                    SecretsTest.CONNECTION))
            .withSetting(Component.API, "penstock.notifiers.planted.type", "webhook")
            .withSetting(
                Component.API,
                "penstock.notifiers.planted.url",
                "http://127.0.0.1:1/" + SecretsTest.ADDRESS)
            .withSetting(Component.API, "penstock.notifiers.planted.secret", SecretsTest.NOTIFIER)
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
    Stack stack = Stack.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return new TestBed(
        stack, new PenstockClient(stack::api), Warehouse.of(stack.warehouse()), shop, data);
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

  /** The home of the shared stack. Tests run in several JVMs, and each has its own. */
  static Path home() {
    return project()
        .resolve("system-tests/target")
        .resolve(System.getProperty("penstock.fork", "fork-1"))
        .resolve("stack");
  }

  /** The project's root folder: where the launcher script lies. */
  public static Path project() {
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
  public void heal() {
    for (Component component : Component.values()) {
      if (!stack.alive(component)) {
        stack.start(component);
      } else if (stack.suspended(component)) {
        stack.resume(component);
      }
    }
  }

  /** The processes themselves, for tests with the tag {@code processes} alone. */
  public LocalStack processes() {
    if (stack instanceof ProcessStack processes) {
      return processes.local();
    }
    throw new IllegalStateException("a test of processes needs the tag `processes`");
  }

  /** SIGKILL, then a new start. */
  public void restart(Component component) {
    stack.kill(component);
    stack.start(component);
  }

  /** A file below the root of the connection {@code data}; its folders exist. */
  public Path file(String path) {
    Path file = data.resolve(path);
    make(file.resolveSibling("."));
    return file;
  }

  /** Writes a file below the root of the connection {@code data}. */
  public Path write(String path, String content) {
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
