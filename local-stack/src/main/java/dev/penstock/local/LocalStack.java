package dev.penstock.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * All of Penstock on this machine: PostgreSQL, a Kafka broker and the four services, each a process
 * of its own. They die with this JVM, unless {@link #detach()} lets them go. Methods that start,
 * stop or signal wait until it is done and throw {@link StackException} with the component, its log
 * file and the log's last lines. Not for several threads, except for what measures.
 */
public final class LocalStack implements AutoCloseable {
  private final StackOptions options;
  private final StackListener listener;
  private final Map<Component, ManagedProcess> services = new EnumMap<>(Component.class);
  private final Map<Component, Integer> ports = new EnumMap<>(Component.class);
  private @Nullable LocalPostgres postgres;
  private @Nullable LocalKafka kafka;
  private @Nullable ServiceLauncher launcher;

  private LocalStack(StackOptions options, StackListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /** Starts everything and returns when every service says that it is ready. */
  public static LocalStack start(StackOptions options) {
    return start(options, StackListener.NONE);
  }

  public static LocalStack start(StackOptions options, StackListener listener) {
    StackState.read(options.home())
        .filter(state -> !state.alive().isEmpty())
        .ifPresent(
            state -> {
              throw new StackException("A stack runs in " + options.home() + " already.");
            });
    ServiceLauncher.checkBuilt(options.services());
    LocalStack stack = new LocalStack(options, listener);
    try {
      stack.start();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void start() {
    Path logs = options.home().resolve("logs");
    rotate(logs);
    choosePorts();
    CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> startKafka(logs));
    try {
      startPostgres(logs);
    } finally {
      join(broker);
    }
    launcher =
        new ServiceLauncher(options, ports, kafka().serviceServers(), stateDatabase(), warehouse());
    long begin = System.nanoTime();
    Component.services().forEach(service -> services.put(service, launcher().launch(service)));
    launcher().awaitReady(services, service -> ready(service, begin));
    state().write(options.home());
  }

  private void startPostgres(Path logs) {
    long begin = System.nanoTime();
    PostgresOptions settings =
        PostgresOptions.defaults(options.home().resolve("postgres"))
            .withLogs(logs)
            .withPort(options.postgresPort());
    for (var setting : options.settings(Component.POSTGRES).entrySet()) {
      settings = settings.withSetting(setting.getKey(), setting.getValue());
    }
    LocalPostgres server = LocalPostgres.start(settings);
    postgres = server;
    port(Component.POSTGRES, server.port());
    for (String name : new String[] {Database.STATE, Database.WAREHOUSE}) {
      server.createRole(name);
      server.createDatabase(name, name);
    }
    ready(Component.POSTGRES, begin);
  }

  private void startKafka(Path logs) {
    long begin = System.nanoTime();
    KafkaOptions settings =
        KafkaOptions.defaults(options.home().resolve("kafka"))
            .withLogs(logs)
            .withPort(options.kafkaPort());
    for (var setting : options.settings(Component.KAFKA).entrySet()) {
      settings = settings.withSetting(setting.getKey(), setting.getValue());
    }
    LocalKafka broker = LocalKafka.start(settings);
    kafka = broker;
    port(Component.KAFKA, broker.port());
    ready(Component.KAFKA, begin);
  }

  private synchronized void ready(Component component, long begin) {
    listener.ready(component, port(component), Duration.ofNanos(System.nanoTime() - begin));
  }

  private void choosePorts() {
    Ports.take(options.apiPort());
    for (Component service : Component.services()) {
      int port = service == Component.API ? options.apiPort() : 0;
      if (port != 0 && !Ports.isFree(port)) {
        throw new StackException("The API cannot listen on port " + port + ": it is in use.");
      }
      ports.put(service, port == 0 ? Ports.free() : port);
    }
  }

  /** Base address of the REST API. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + port(Component.API));
  }

  public String bootstrapServers() {
    return kafka().bootstrapServers();
  }

  public String warehouseUrl() {
    return warehouse().url();
  }

  public String warehouseUser() {
    return warehouse().user();
  }

  public String warehousePassword() {
    return warehouse().password();
  }

  public String apiDatabaseUrl() {
    return stateDatabase().url();
  }

  public Database warehouse() {
    return Database.of(options.home(), postgres().port(), Database.WAREHOUSE);
  }

  /** Where the API keeps its state. */
  public Database stateDatabase() {
    return Database.of(options.home(), postgres().port(), Database.STATE);
  }

  /** The server itself, for administration. */
  public LocalPostgres postgres() {
    return present(postgres, Component.POSTGRES);
  }

  public LocalKafka kafka() {
    return present(kafka, Component.KAFKA);
  }

  public synchronized int port(Component component) {
    return ports.getOrDefault(component, 0);
  }

  private synchronized void port(Component component, int value) {
    ports.put(component, value);
  }

  /** The component's process, the last one if it has ended. */
  public ManagedProcess process(Component component) {
    return switch (component) {
      case POSTGRES -> postgres().process();
      case KAFKA -> kafka().process();
      case EXTRACTOR, TRANSFORMER, LOADER, API -> present(services.get(component), component);
    };
  }

  /** SIGKILL; for PostgreSQL to the server and all of its backends. */
  public void kill(Component component) {
    process(component).kill();
  }

  /**
   * Starts a component that has ended again, on the same data and port; waits until it is ready.
   */
  public void start(Component component) {
    switch (component) {
      case POSTGRES -> postgres().restart();
      case KAFKA -> kafka().restart();
      case EXTRACTOR, TRANSFORMER, LOADER, API -> {
        if (process(component).alive()) {
          throw new StackException("The " + component.title() + " runs already.");
        }
        ManagedProcess process = launcher().launch(component);
        services.put(component, process);
        launcher().awaitReady(Map.of(component, process), ready -> {});
      }
    }
    state().write(options.home());
  }

  /**
   * Starts one more instance of a service beside the one that the stack has, and waits until it is
   * ready. The caller ends it; it dies with this JVM at the latest.
   *
   * @param number from 2; an instance that ended may be started again under its number
   */
  public Instance another(Component service, int number) {
    return another(service, number, Map.of());
  }

  /** The same, with system properties of its own, which win over the stack's. */
  public Instance another(Component service, int number, Map<String, String> settings) {
    int port = Ports.free();
    ManagedProcess process = launcher().launch(service, number, port, settings);
    launcher().awaitReady(service, process, port);
    return new Instance(process, URI.create("http://127.0.0.1:" + port));
  }

  /** One more instance of a service. */
  public record Instance(ManagedProcess process, URI address) implements AutoCloseable {
    /** SIGKILL, as nothing else is to be expected of a machine. */
    @Override
    public void close() {
      process.kill();
    }
  }

  /** SIGTERM, and SIGKILL if that is not enough. */
  public void stop(Component component) {
    StackState.stop(Map.of(component, process(component)));
  }

  /** SIGSTOP. */
  public void suspend(Component component) {
    process(component).suspend();
  }

  /** SIGCONT. */
  public void resume(Component component) {
    process(component).resume();
  }

  /** Resident memory now; see {@link ManagedProcess#residentBytes()}. */
  public long residentBytes(Component component) {
    return process(component).residentBytes();
  }

  /** The most resident memory since its last start. */
  public long peakResidentBytes(Component component) {
    return process(component).peakResidentBytes();
  }

  /** User and system time since its last start, all of its child processes included. */
  public Duration cpu(Component component) {
    return process(component).cpu();
  }

  /** Lets the processes outlive this JVM; {@link StackState} finds them again. */
  public void detach() {
    for (Component component : Component.values()) {
      OrphanGuard.release(process(component).pid());
    }
  }

  /** Which processes the stack consists of. */
  public StackState state() {
    Map<Component, StackState.Entry> entries = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      ManagedProcess process = process(component);
      entries.put(
          component,
          new StackState.Entry(
              process.pid(), process.startTicks(), port(component), process.logFile().toString()));
    }
    return new StackState(entries);
  }

  /** Stops everything that runs, the services first. */
  @Override
  public void close() {
    Map<Component, ManagedProcess> running = new EnumMap<>(services);
    if (postgres != null) {
      running.put(Component.POSTGRES, postgres.process());
    }
    if (kafka != null) {
      running.put(Component.KAFKA, kafka.process());
    }
    StackState.stop(running);
    StackState.delete(options.home());
  }

  /** The logs of the last start are kept as {@code .log.1}. */
  private static void rotate(Path logs) {
    try {
      Files.createDirectories(logs);
      for (Component component : Component.values()) {
        Path log = logs.resolve(component.fileName() + ".log");
        if (Files.exists(log)) {
          Files.move(
              log,
              logs.resolve(component.fileName() + ".log.1"),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new StackException("Cannot write logs to " + logs + ": " + e.getMessage(), e);
    }
  }

  private ServiceLauncher launcher() {
    return present(launcher, Component.API);
  }

  private static void join(CompletableFuture<Void> future) {
    try {
      future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StackException cause ? cause : e;
    }
  }

  private static <T> T present(@Nullable T value, Component component) {
    if (value == null) {
      throw new StackException("The " + component.title() + " was not started.");
    }
    return value;
  }
}
