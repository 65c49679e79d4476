package dev.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the services as {@code java -jar} and asks them whether they are ready. Not thread-safe.
 */
final class ServiceLauncher {
  private static final Duration START = Duration.ofMinutes(5);

  /** A service that is not ready yet logs each question. */
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);

  private static final List<String> JVM_ARGUMENTS =
      List.of(
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.awt.headless=true",
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xmx160m",
          "-XX:MaxDirectMemorySize=96m",
          "-Xss512k");
  private static final String RUNNER = "quarkus-run.jar";

  private final StackOptions options;
  private final Map<Component, Integer> ports;
  private final ServiceSettings settings;
  private final Path transformer;

  ServiceLauncher(
      StackOptions options,
      Map<Component, Integer> ports,
      String brokers,
      Database state,
      Database warehouse) {
    this.options = options;
    this.ports = ports;
    this.settings = new ServiceSettings(options, brokers, state, warehouse);
    this.transformer =
        StepJars.transformer(options.home(), app(options.services(), Component.TRANSFORMER));
    settings.writeConnections();
  }

  /** Throws if a service is not built. */
  static void checkBuilt(Path services) {
    for (Component service : Component.services()) {
      if (!Files.exists(jar(services, service))) {
        throw new StackException(
            "The "
                + service.title()
                + " is not built: there is no "
                + jar(services, service)
                + ". Build it with: mvn -Dquick package");
      }
    }
  }

  private static Path jar(Path services, Component service) {
    return app(services, service).resolve(RUNNER);
  }

  private static Path app(Path services, Component service) {
    return services.resolve(service.module()).resolve("target/quarkus-app");
  }

  ManagedProcess launch(Component service) {
    return launch(service, 1, port(service), Map.of());
  }

  /**
   * Starts one of several instances of a service.
   *
   * @param number from 1; a part of the instance's name
   * @param settings system properties beside those of the service, which they replace
   */
  ManagedProcess launch(Component service, int number, int port, Map<String, String> settings) {
    String name = number == 1 ? service.fileName() : service.fileName() + "-" + number;
    if (!Ports.isFree(port)) {
      throw new StackException(
          "The " + service.title() + " cannot listen on port " + port + ": it is in use.");
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(JVM_ARGUMENTS);
    words.add("-Djava.io.tmpdir=" + emptied(options.home().resolve("service-tmp").resolve(name)));
    if (service == Component.API) {
      // It has no hot loop that would pay for the second compiler.
      words.add("-XX:TieredStopAtLevel=1");
    }
    words.addAll(options.jvmArguments(service));
    Map<String, String> all = new TreeMap<>(options.settings(service));
    all.putAll(settings);
    all.forEach((key, value) -> words.add("-D" + key + "=" + value));
    words.add("-jar");
    words.add(
        service == Component.TRANSFORMER
            ? transformer.resolve(RUNNER).toString()
            : jar(options.services(), service).toString());
    return ManagedProcess.start(
        new ManagedProcess.Command(
            name,
            words,
            this.settings.environment(service, number, port),
            options.home(),
            options.home().resolve("logs").resolve(name + ".log")));
  }

  /** A service that is killed leaves what it unpacked (DuckDB's library alone is 71 MB). */
  private static Path emptied(Path folder) {
    try {
      Homes.deleteTree(folder);
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StackException("Cannot empty " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Waits for all of them, each bounded; tells of each as soon as it is ready. */
  void awaitReady(Map<Component, ManagedProcess> processes, Consumer<Component> ready) {
    Set<Component> waiting = EnumSet.copyOf(processes.keySet());
    boolean all =
        ManagedProcess.await(
            START,
            PROBE_INTERVAL,
            () -> {
              for (Component service : EnumSet.copyOf(waiting)) {
                ManagedProcess process = processes.get(service);
                if (process == null || !process.alive()) {
                  throw failed(service, process, "ended while it started");
                }
                if (ServiceProbe.isReady(port(service))) {
                  waiting.remove(service);
                  ready.accept(service);
                }
              }
              return waiting.isEmpty();
            });
    if (!all) {
      Component service = waiting.iterator().next();
      throw failed(
          service, processes.get(service), "was not ready after " + START.toSeconds() + " s");
    }
  }

  /** Waits for one more instance of a service. */
  void awaitReady(Component service, ManagedProcess process, int port) {
    boolean ready =
        ManagedProcess.await(
            START, PROBE_INTERVAL, () -> !process.alive() || ServiceProbe.isReady(port));
    if (!ready || !process.alive()) {
      throw failed(service, process, "did not get ready as one more instance");
    }
  }

  private static StackException failed(
      Component service, @Nullable ManagedProcess process, String what) {
    String log =
        process == null ? "" : " The end of " + process.logFile() + ":\n" + process.logTail();
    return new StackException("The " + service.title() + " " + what + "." + log);
  }

  private int port(Component component) {
    return ports.getOrDefault(component, 0);
  }
}
