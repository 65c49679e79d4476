package dev.penstock.system.stack;

import dev.penstock.local.Component;
import dev.penstock.local.Database;
import dev.penstock.local.LocalStack;
import dev.penstock.local.StackOptions;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * PostgreSQL, Kafka and the four services, wherever they run; everything listens on loopback, on
 * ports that stay when a component is killed and started. Methods that start, stop or signal wait
 * until it is done and throw {@link dev.penstock.local.StackException}. Not for several threads.
 */
public interface Stack extends AutoCloseable {
  /** Starts everything, in containers where the profile says so; returns when all are ready. */
  static Stack start(StackOptions options) {
    return Images.configured()
        .<Stack>map(images -> ContainerStack.start(options, images))
        .orElseGet(() -> new ProcessStack(LocalStack.start(options)));
  }

  /** Where a component listens. */
  int port(Component component);

  Database warehouse();

  /** Where the API keeps its state. */
  Database stateDatabase();

  /** Whether it runs; one that is suspended does. */
  boolean alive(Component component);

  boolean suspended(Component component);

  /** As if the machine had lost its power: all of the component's processes are gone at once. */
  void kill(Component component);

  /** Starts a component that has ended again, on the same data and port. */
  void start(Component component);

  /** Holds all of its processes; connections stay open. */
  void suspend(Component component);

  void resume(Component component);

  /**
   * Asks a component to end and waits; does not kill.
   *
   * @return with which code it exited; empty if it still runs after the time
   */
  OptionalInt terminate(Component component, Duration timeout) throws InterruptedException;

  /**
   * Starts one more instance of a service beside the one that the stack has.
   *
   * @param number from 2; an instance that ended may be started again under its number
   */
  Instance another(Component service, int number);

  /** What the component has written since the stack was started. */
  String log(Component component);

  @Override
  void close();

  /** Base address of the REST API. */
  default URI api() {
    return URI.create("http://127.0.0.1:" + port(Component.API));
  }

  default String bootstrapServers() {
    return "127.0.0.1:" + port(Component.KAFKA);
  }

  /**
   * One more instance of a service; to close it is to kill it.
   *
   * @param address of its HTTP server
   */
  record Instance(URI address, Runnable kill) implements AutoCloseable {
    @Override
    public void close() {
      kill.run();
    }
  }
}
