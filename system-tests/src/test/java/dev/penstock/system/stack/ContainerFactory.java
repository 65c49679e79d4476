package dev.penstock.system.stack;

import dev.penstock.local.BrokerSettings;
import dev.penstock.local.Component;
import dev.penstock.local.Database;
import dev.penstock.local.ServiceSettings;
import dev.penstock.local.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;

/**
 * Starts the containers of a stack, with the users, the memory and the writable folders that they
 * have in {@code deploy/compose.yaml}. Does not wait until they are ready.
 */
final class ContainerFactory {
  private static final long MIB = 1 << 20;
  private static final String SERVICE_TMP = "size=1g,mode=1777,exec";

  private final StackOptions options;
  private final Images images;
  private final ServiceSettings settings;

  ContainerFactory(StackOptions options, Images images, ServiceSettings settings) {
    this.options = options;
    this.images = images;
    this.settings = settings;
  }

  /** A server on loopback with nothing in it. */
  ManagedContainer postgres(int port, Database superuser) {
    Map<String, String> server = new TreeMap<>();
    server.put("listen_addresses", "127.0.0.1");
    server.put("port", String.valueOf(port));
    server.putAll(options.settings(Component.POSTGRES));
    List<String> command = new ArrayList<>();
    command.add("postgres");
    server.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return ManagedContainer.start(
        Component.POSTGRES.title(),
        images.of(Component.POSTGRES),
        options.home(),
        log(Component.POSTGRES, 1),
        1_024 * MIB,
        Map.of("/tmp", "mode=1777", "/run/postgresql", "uid=999,gid=999,mode=0775"),
        container ->
            container
                .withCommand(command.toArray(String[]::new))
                .withEnv("POSTGRES_USER", superuser.user())
                .withEnv("POSTGRES_PASSWORD", superuser.password())
                .withSharedMemorySize(128 * MIB)
                .withCreateContainerCmdModifier(create -> create.withUser("999:999")));
  }

  /** A broker on loopback. */
  ManagedContainer kafka(int port, int controllerPort) {
    Map<String, String> server = BrokerSettings.of(port, controllerPort, "/var/lib/kafka/data");
    server.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    server.putAll(options.settings(Component.KAFKA));
    return ManagedContainer.start(
        Component.KAFKA.title(),
        images.of(Component.KAFKA),
        options.home(),
        log(Component.KAFKA, 1),
        1_024 * MIB,
        Map.of(
            "/tmp", "mode=1777",
            "/opt/kafka/config", "mode=1777",
            "/opt/kafka/logs", "mode=1777",
            "/mnt/shared/config", "mode=1777"),
        container -> {
          server.forEach(
              (name, value) ->
                  container.withEnv(
                      "KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT), value));
          return container
              .withEnv("CLUSTER_ID", "cGVuc3RvY2stc3lzdGVtLQ")
              .withEnv("KAFKA_HEAP_OPTS", "-Xms128m -Xmx512m");
        });
  }

  /**
   * A service that sees the stack's home and the folders of its connections at the same paths.
   *
   * @param number from 1; a part of the instance's name
   */
  ManagedContainer service(Component service, int number, int port) {
    Path arguments = arguments(service, number);
    return ManagedContainer.start(
        service.title(),
        images.of(service),
        options.home(),
        log(service, number),
        (service == Component.TRANSFORMER ? 1_536 : 1_024) * MIB,
        Map.of("/tmp", SERVICE_TMP),
        container -> {
          mount(container, options.home(), BindMode.READ_WRITE);
          mount(container, options.services().resolve("examples/data"), BindMode.READ_ONLY);
          options.connections().values().stream()
              .filter(each -> each.getOrDefault("type", "").equals("files"))
              .map(each -> Path.of(each.getOrDefault("root", "")))
              .distinct()
              .forEach(folder -> mount(container, folder, BindMode.READ_ONLY));
          int owner = owner(options.home());
          if (owner != 0) {
            // What the services write has to be deleted by whoever runs the tests.
            container.withCreateContainerCmdModifier(create -> create.withUser("" + owner));
          }
          return container
              .withEnv(settings.environment(service, number, port))
              .withEnv("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=45 @" + arguments);
        });
  }

  /** A file of the settings: Java writes the variable itself into its log, and some are secret. */
  private Path arguments(Component service, int number) {
    Path file = options.home().resolve("settings").resolve(fileName(service, number) + ".args");
    List<String> lines =
        new TreeMap<>(options.settings(service))
            .entrySet().stream()
                .map(each -> "\"-D%s=%s\"".formatted(each.getKey(), each.getValue()))
                .toList();
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mount(GenericContainer<?> container, Path folder, BindMode mode) {
    container.withFileSystemBind(folder.toString(), folder.toString(), mode);
  }

  private Path log(Component component, int number) {
    return options.home().resolve("logs").resolve(fileName(component, number) + ".log");
  }

  private static String fileName(Component component, int number) {
    return component.fileName() + (number == 1 ? "" : "-" + number);
  }

  private static int owner(Path folder) {
    try {
      return (int) Files.getAttribute(folder, "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
