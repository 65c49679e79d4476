package dev.penstock.cli.stack;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.terminal.Console;
import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import dev.penstock.local.Ports;
import dev.penstock.local.StackException;
import dev.penstock.local.StackOptions;
import dev.penstock.local.StackState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starts the local stack for {@code up} and {@code demo} so that it outlives the client. If the
 * client is ended before all is ready, what it started ends with it.
 */
public final class StackStarter {
  private final Installation installation;
  private final Console console;
  private final String command;

  public StackStarter(Installation installation, Console console, String command) {
    this.installation = installation;
    this.console = console;
    this.command = command;
  }

  /** The stack that runs whole; empty if none or only a part of one runs. */
  public Optional<StackState> running() {
    return StackState.read(installation.home())
        .filter(state -> state.alive().size() == Component.values().length);
  }

  public StackState start(int port) {
    try {
      Files.createDirectories(installation.home());
      try (FileChannel channel =
              FileChannel.open(
                  installation.home().resolve("stack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        if (lock == null) {
          throw new CliException("Another ./penstock is starting the stack. Wait until it is up.");
        }
        return startLocked(port);
      }
    } catch (IOException e) {
      throw new CliException("Cannot write to " + installation.home() + ": " + e.getMessage());
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // by this very process
    }
  }

  private StackState startLocked(int port) {
    stopRemains();
    if (port != 0 && !Ports.isFree(port)) {
      throw new CliException(
          "Port "
              + port
              + " is in use by another program. Choose another one: ./penstock "
              + command
              + " --port "
              + Ports.freeAbove(port));
    }
    AtomicBoolean starting = new AtomicBoolean(true);
    Thread farewell =
        new Thread(
            () -> {
              if (starting.get()) {
                console.line("Interrupted: what was started is stopped.");
              }
            });
    Runtime.getRuntime().addShutdownHook(farewell);
    console.line("Starting Penstock in " + Installation.shortened(installation.home()));
    try {
      LocalStack stack =
          LocalStack.start(
              StackOptions.defaults(installation.home(), installation.root()).withApiPort(port),
              this::ready);
      stack.detach();
      return stack.state();
    } catch (StackException e) {
      throw new CliException(e.getMessage() + "\nNothing was left running.");
    } finally {
      starting.set(false);
    }
  }

  private void ready(Component component, int port, Duration duration) {
    console.line(
        String.format(
            Locale.ROOT,
            "  %-12s ready on port %5d after %4.1f s",
            component.title(),
            port,
            duration.toMillis() / 1000.0));
  }

  /** A component that was killed or a machine that went down leaves a part of a stack. */
  private void stopRemains() {
    StackState.read(installation.home())
        .ifPresent(
            state -> {
              List<Component> stopped = state.stop(installation.home());
              if (!stopped.isEmpty()) {
                console.line(
                    "Only a part of Penstock was running; it was stopped to start afresh.");
              }
            });
  }
}
