package dev.penstock.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which processes a stack consists of, kept in {@code stack.json} of its home, so that another JVM
 * finds, shows and stops them.
 *
 * @param processes all components, once the stack is up
 */
public record StackState(Map<Component, Entry> processes) {
  private static final String FILE = "stack.json";
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public StackState {
    processes = Map.copyOf(processes);
  }

  /**
   * One process.
   *
   * @param startTicks when it started, in ticks since the machine did: a reused pid differs in it
   */
  public record Entry(long pid, long startTicks, int port, String log) {
    ManagedProcess process(Component component) {
      return ManagedProcess.of(component.fileName(), pid, startTicks, Path.of(log));
    }
  }

  /** The state of the stack in that home; empty if none was started or it was stopped. */
  public static Optional<StackState> read(Path home) {
    Path file = home.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), StackState.class));
    } catch (JacksonException e) {
      throw new StackException(file + " is damaged. Delete it if no stack runs.", e);
    } catch (IOException e) {
      throw new StackException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  void write(Path home) {
    Path file = home.resolve(FILE);
    Path next = home.resolve(FILE + ".new");
    try {
      Files.writeString(next, JSON.writeValueAsString(this) + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  static void delete(Path home) {
    try {
      Files.deleteIfExists(home.resolve(FILE));
    } catch (IOException e) {
      throw new StackException("Cannot delete " + home.resolve(FILE) + ".", e);
    }
  }

  /** The process of a component, which may have ended; empty if it never started. */
  public Optional<ManagedProcess> process(Component component) {
    return Optional.ofNullable(processes.get(component)).map(entry -> entry.process(component));
  }

  public int port(Component component) {
    Entry entry = processes.get(component);
    return entry == null ? 0 : entry.port();
  }

  /** Those whose process lives, in the order of start. */
  public List<Component> alive() {
    List<Component> alive = new ArrayList<>();
    for (Component component : Component.values()) {
      if (process(component).filter(ManagedProcess::alive).isPresent()) {
        alive.add(component);
      }
    }
    return alive;
  }

  /** Base address of the REST API. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + port(Component.API));
  }

  /** How to reach the warehouse of the stack in that home. */
  public Database warehouse(Path home) {
    return Database.of(home, port(Component.POSTGRES), Database.WAREHOUSE);
  }

  /**
   * Stops what runs, the services first, and forgets it.
   *
   * @return what was stopped
   */
  public List<Component> stop(Path home) {
    List<Component> alive = alive();
    Map<Component, ManagedProcess> running = new EnumMap<>(Component.class);
    alive.forEach(component -> process(component).ifPresent(p -> running.put(component, p)));
    stop(running);
    delete(home);
    return alive;
  }

  static void stop(Map<Component, ManagedProcess> running) {
    List<Component> first =
        running.keySet().stream().filter(Component.services()::contains).toList();
    List<Component> last =
        running.keySet().stream().filter(c -> !Component.services().contains(c)).toList();
    for (List<Component> group : List.of(first, last)) {
      List<Thread> threads =
          group.stream()
              .map(component -> Thread.ofVirtual().start(() -> stop(component, running)))
              .toList();
      for (Thread thread : threads) {
        try {
          thread.join(STOP.multipliedBy(6));
        } catch (InterruptedException e) {
          running.values().forEach(ManagedProcess::kill);
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static void stop(Component component, Map<Component, ManagedProcess> running) {
    ManagedProcess process = running.get(component);
    if (process != null) {
      // PostgreSQL would wait for its clients on SIGTERM.
      process.stop(component == Component.POSTGRES ? "INT" : "TERM", STOP);
    }
  }
}
