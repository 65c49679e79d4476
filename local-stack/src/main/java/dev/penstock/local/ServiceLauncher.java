package dev.penstock.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
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
 * Starts the services as {@code java -jar} and asks them whether they are ready. What they need to
 * know reaches them as environment variables and as one file of connections; secrets are in the
 * environment only. Not thread-safe.
 */
final class ServiceLauncher {
  private static final Duration START = Duration.ofSeconds(150);

  /** A service that is not ready yet logs each question. */
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);

  private static final int PROBE_MILLIS = 2_000;
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
  private static final String WAREHOUSE_PASSWORD = "PENSTOCK_WAREHOUSE_PASSWORD";

  private final StackOptions options;
  private final Map<Component, Integer> ports;
  private final Database state;
  private final Database warehouse;
  private final Path connections;
  private final Path transformer;

  ServiceLauncher(
      StackOptions options, Map<Component, Integer> ports, Database state, Database warehouse) {
    this.options = options;
    this.ports = ports;
    this.state = state;
    this.warehouse = warehouse;
    this.connections = options.home().resolve("connections.properties");
    this.transformer =
        StepJars.transformer(options.home(), app(options.services(), Component.TRANSFORMER));
    writeConnections();
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
    int port = port(service);
    if (!Ports.isFree(port)) {
      throw new StackException(
          "The " + service.title() + " cannot listen on port " + port + ": it is in use.");
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(JVM_ARGUMENTS);
    if (service == Component.API) {
      // It has no hot loop that would pay for the second compiler.
      words.add("-XX:TieredStopAtLevel=1");
    }
    words.addAll(options.jvmArguments(service));
    new TreeMap<>(options.settings(service))
        .forEach((name, value) -> words.add("-D" + name + "=" + value));
    words.add("-jar");
    words.add(
        service == Component.TRANSFORMER
            ? transformer.resolve(RUNNER).toString()
            : jar(options.services(), service).toString());
    return ManagedProcess.start(
        new ManagedProcess.Command(
            service.fileName(),
            words,
            environment(service),
            options.home(),
            options.home().resolve("logs").resolve(service.fileName() + ".log")));
  }

  private Map<String, String> environment(Component service) {
    Map<String, String> all = new TreeMap<>();
    all.put("MALLOC_ARENA_MAX", "2");
    all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port(Component.KAFKA));
    all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    all.put("QUARKUS_HTTP_PORT", String.valueOf(port(service)));
    all.put("PENSTOCK_INSTANCE", service.fileName() + "-1");
    // A list of addresses, so a blank or a comma in the path has to be written as in a URL.
    all.put("SMALLRYE_CONFIG_LOCATIONS", connections.toUri().toString().replace(",", "%2C"));
    all.put(WAREHOUSE_PASSWORD, warehouse.password());
    if (service == Component.API || service == Component.TRANSFORMER) {
      all.put("PENSTOCK_MASK_KEY", Homes.secret(options.home(), "mask-key"));
    }
    if (service == Component.API) {
      all.put("QUARKUS_DATASOURCE_JDBC_URL", state.url());
      all.put("QUARKUS_DATASOURCE_USERNAME", state.user());
      all.put("QUARKUS_DATASOURCE_PASSWORD", state.password());
    }
    return all;
  }

  private void writeConnections() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    all.put(
        "examples",
        Map.of("type", "files", "root", options.services().resolve("examples/data").toString()));
    Path lake = options.home().resolve("lake");
    try {
      Files.createDirectories(lake);
    } catch (IOException e) {
      throw new StackException("Cannot make " + lake + ": " + e.getMessage(), e);
    }
    all.put("lake", Map.of("type", "files", "root", lake.toString(), "writable", "true"));
    all.put(
        "kafka",
        Map.of("type", "kafka", "bootstrap-servers", "127.0.0.1:" + port(Component.KAFKA)));
    all.put(
        "warehouse",
        Map.of(
            "type",
            "postgresql",
            "url",
            warehouse.url(),
            "username",
            warehouse.user(),
            "password",
            "${" + WAREHOUSE_PASSWORD + "}"));
    all.put(
        "duck", Map.of("type", "duckdb", "path", options.home().resolve("duck.duckdb").toString()));
    all.putAll(options.connections());
    StringBuilder text = new StringBuilder("# Written at each start of the local stack.\n");
    all.forEach(
        (name, settings) ->
            new TreeMap<>(settings)
                .forEach(
                    (key, value) ->
                        text.append("penstock.connections.")
                            .append(name)
                            .append('.')
                            .append(key)
                            .append('=')
                            .append(value.replace("\\", "\\\\"))
                            .append('\n')));
    try {
      Files.writeString(connections, text);
    } catch (IOException e) {
      throw new StackException("Cannot write " + connections + ": " + e.getMessage(), e);
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
                if (isReady(port(service))) {
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

  private static StackException failed(
      Component service, @Nullable ManagedProcess process, String what) {
    String log =
        process == null ? "" : " The end of " + process.logFile() + ":\n" + process.logTail();
    return new StackException("The " + service.title() + " " + what + "." + log);
  }

  private static boolean isReady(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private int port(Component component) {
    return ports.getOrDefault(component, 0);
  }
}
