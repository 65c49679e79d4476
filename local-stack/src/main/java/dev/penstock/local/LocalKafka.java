package dev.penstock.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A single Kafka broker (KRaft, broker and controller in one) as a JVM of its own, on the loopback
 * interface only. It dies with this JVM. Topics must be created before they are used. Not
 * thread-safe, except for reading.
 */
public final class LocalKafka implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final KafkaOptions options;
  private final int port;
  private final int controllerPort;
  private final int securePort;
  private final String clusterId;
  private ManagedProcess process;

  private LocalKafka(KafkaOptions options) {
    this.options = options;
    try {
      Files.createDirectories(options.home());
      int[] ports = choosePorts();
      this.port = ports[0];
      this.controllerPort = ports[1];
      this.securePort = options.secure() ? Ports.free() : 0;
      this.clusterId = clusterId(Homes.secret(options.home(), "cluster"));
      this.process = launch();
    } catch (IOException e) {
      throw new StackException("Cannot start Kafka: " + e.getMessage(), e);
    }
    awaitReady();
  }

  /** Starts a broker on the data in the home or on new data. */
  public static LocalKafka start(Path home) {
    return start(KafkaOptions.defaults(home));
  }

  public static LocalKafka start(KafkaOptions options) {
    return new LocalKafka(options);
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** That of the listener with TLS and SASL, where the options ask for one. */
  public String secureBootstrapServers() {
    return "127.0.0.1:" + securePort;
  }

  /** That which services are given: the one with TLS and SASL, where there is one. */
  String serviceServers() {
    return options.secure() ? secureBootstrapServers() : bootstrapServers();
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public ManagedProcess process() {
    return process;
  }

  /** Ends the broker in good order. */
  public void stop() {
    process.stop("TERM", STOP);
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Starts the broker again on the same data and port; ends it first if it runs. */
  public void restart() {
    stop();
    try {
      process = launch();
    } catch (IOException e) {
      throw new StackException("Cannot start Kafka: " + e.getMessage(), e);
    }
    awaitReady();
  }

  @Override
  public void close() {
    stop();
  }

  private int[] choosePorts() throws IOException {
    Path file = options.home().resolve("ports");
    int client = options.port();
    int controller = 0;
    if (Files.exists(file)) {
      String[] last = Files.readString(file).trim().split(" ", -1);
      int lastClient = Integer.parseInt(last[0]);
      if (client == 0 && Ports.isFree(lastClient)) {
        client = lastClient;
      }
      controller = Integer.parseInt(last[1]);
    }
    if (client == 0) {
      client = Ports.free();
    }
    if (controller == 0 || controller == client || !Ports.isFree(controller)) {
      controller = Ports.free();
    }
    Files.writeString(file, client + " " + controller + "\n");
    return new int[] {client, controller};
  }

  private ManagedProcess launch() throws IOException {
    if (!Ports.isFree(port)) {
      throw new StackException("Kafka cannot listen on port " + port + ": it is in use.");
    }
    Path properties = options.home().resolve("server.properties");
    Files.writeString(
        properties,
        properties().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
            .collect(Collectors.joining()));
    return ManagedProcess.start(
        new ManagedProcess.Command(
            "kafka",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dslf4j.provider=" + BrokerLogProvider.class.getName(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                BrokerClassPath.find(),
                KafkaMain.class.getName(),
                properties.toString(),
                clusterId),
            Map.of("MALLOC_ARENA_MAX", "2"),
            options.home(),
            options.logs().resolve("kafka.log")));
  }

  private Map<String, String> properties() {
    Map<String, String> all =
        BrokerSettings.of(port, controllerPort, options.home().resolve("data").toString());
    if (options.secure()) {
      String secure = ",SECURE://127.0.0.1:" + securePort;
      all.merge("listeners", secure, String::concat);
      all.merge("advertised.listeners", secure, String::concat);
    }
    all.putAll(options.settings());
    return all;
  }

  /** Kafka names a cluster by 16 bytes in URL-safe Base64. */
  private static String clusterId(String hex) {
    byte[] bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).array();
    bytes[0] &= 0x3f; // an id that begins with a dash would read as an option
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void awaitReady() {
    boolean ready = ManagedProcess.await(START, () -> !process.alive() || KafkaProbe.answers(port));
    if (!ready || !process.alive()) {
      process.kill();
      throw new StackException(
          "Kafka did not start on port "
              + port
              + ". The end of "
              + process.logFile()
              + ":\n"
              + process.logTail());
    }
  }
}
