package dev.penstock.system.stack;

import dev.penstock.local.Component;
import dev.penstock.local.Database;
import dev.penstock.local.KafkaProbe;
import dev.penstock.local.ManagedProcess;
import dev.penstock.local.Ports;
import dev.penstock.local.ServiceProbe;
import dev.penstock.local.ServiceSettings;
import dev.penstock.local.StackException;
import dev.penstock.local.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The stack as containers of images. They share the host's network, so that ports stay and the
 * tests' own servers are reached. Containers are removed at the end, and before the next start at
 * the latest.
 */
final class ContainerStack implements Stack {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);
  private static final String SUPERUSER = "postgres";

  private final StackOptions options;
  private final Map<Component, Integer> ports = new EnumMap<>(Component.class);
  private final Map<Component, ManagedContainer> containers = new EnumMap<>(Component.class);
  private final List<ManagedContainer> others = new ArrayList<>();
  private final ContainerFactory factory;
  private final ServiceSettings settings;

  private ContainerStack(StackOptions options, Images images) {
    this.options = options;
    for (Component component : Component.values()) {
      ports.put(component, freePort());
    }
    this.settings = new ServiceSettings(options, bootstrapServers(), stateDatabase(), warehouse());
    this.factory = new ContainerFactory(options, images, settings);
  }

  static ContainerStack start(StackOptions options, Images images) {
    ManagedContainer.removeLeftOver(options.home());
    ContainerStack stack = new ContainerStack(options, images);
    try {
      stack.start();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** One that this stack does not have yet. */
  private int freePort() {
    int port = Ports.free();
    while (ports.containsValue(port)) {
      port = Ports.free();
    }
    return port;
  }

  private void start() {
    settings.writeConnections();
    // The images' user writes to the lake and makes DuckDB's file.
    open(options.home());
    open(options.home().resolve("lake"));
    containers.put(Component.POSTGRES, factory.postgres(port(Component.POSTGRES), superuser()));
    containers.put(Component.KAFKA, factory.kafka(port(Component.KAFKA), freePort()));
    awaitReady(Component.POSTGRES);
    makeDatabase(stateDatabase());
    makeDatabase(warehouse());
    awaitReady(Component.KAFKA);
    for (Component service : Component.services()) {
      containers.put(service, factory.service(service, 1, port(service)));
    }
    Component.services().forEach(this::awaitReady);
  }

  private void awaitReady(Component component) {
    awaitReady(container(component), component, port(component));
  }

  private void awaitReady(ManagedContainer container, Component component, int port) {
    boolean ready =
        ManagedProcess.await(
            START, PROBE_INTERVAL, () -> !container.alive() || isReady(component, port));
    if (!ready || !container.alive()) {
      throw container.failed("was not ready after " + START.toSeconds() + " s or ended");
    }
  }

  private boolean isReady(Component component, int port) {
    return switch (component) {
      case KAFKA -> KafkaProbe.answers(port);
      case POSTGRES -> accepts();
      case EXTRACTOR, TRANSFORMER, LOADER, API -> ServiceProbe.isReady(port);
    };
  }

  private boolean accepts() {
    try (Connection connection = connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false; // it starts or recovers
    }
  }

  private Connection connect() throws SQLException {
    Database all = superuser();
    return DriverManager.getConnection(
        all.url() + "?connectTimeout=5&socketTimeout=60", all.user(), all.password());
  }

  private void makeDatabase(Database database) {
    String name = database.user();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + database.password() + "'");
      statement.execute("CREATE DATABASE " + name + " OWNER " + name);
    } catch (SQLException e) {
      throw new StackException("PostgreSQL refused to set up the stack: " + e.getMessage(), e);
    }
  }

  private Database superuser() {
    return database(SUPERUSER);
  }

  @Override
  public Database warehouse() {
    return database(Database.WAREHOUSE);
  }

  @Override
  public Database stateDatabase() {
    return database(Database.STATE);
  }

  private Database database(String name) {
    return Database.of(options.home(), port(Component.POSTGRES), name);
  }

  @Override
  public int port(Component component) {
    return ports.getOrDefault(component, 0);
  }

  @Override
  public boolean alive(Component component) {
    return container(component).alive();
  }

  @Override
  public boolean suspended(Component component) {
    return container(component).suspended();
  }

  @Override
  public void kill(Component component) {
    container(component).kill();
  }

  @Override
  public void start(Component component) {
    container(component).startAgain();
    awaitReady(component);
  }

  @Override
  public void suspend(Component component) {
    container(component).suspend();
  }

  @Override
  public void resume(Component component) {
    container(component).resume();
  }

  @Override
  public OptionalInt terminate(Component component, Duration timeout) {
    return container(component).terminate(timeout);
  }

  @Override
  public Instance another(Component service, int number) {
    int port = freePort();
    ManagedContainer container = factory.service(service, number, port);
    others.add(container);
    awaitReady(container, service, port);
    return new Instance(URI.create("http://127.0.0.1:" + port), container::kill);
  }

  @Override
  public String log(Component component) {
    return container(component).log();
  }

  /** Removes the containers; their logs are kept in the home. */
  @Override
  public void close() {
    others.forEach(ManagedContainer::remove);
    others.clear();
    containers.values().forEach(ManagedContainer::remove);
    containers.clear();
  }

  private ManagedContainer container(Component component) {
    ManagedContainer container = containers.get(component);
    if (container == null) {
      throw new StackException("The " + component.title() + " was not started.");
    }
    return container;
  }

  private static void open(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
