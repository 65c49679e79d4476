package dev.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the stack, started by this JVM or found again by another one. A pid alone is never
 * trusted: the process must have the recorded start time as well. All sizes are bytes. Thread-safe.
 */
public final class ManagedProcess {
  private static final int LOG_TAIL_LINES = 20;
  private static final int CPU_ATTEMPTS = 10;
  private static final Duration KILL_WAIT = Duration.ofSeconds(60);

  private final String name;
  private final long pid;
  private final long startTicks;
  private final Path logFile;
  private final @Nullable Process child;

  private ManagedProcess(
      String name, long pid, long startTicks, Path logFile, @Nullable Process child) {
    this.name = name;
    this.pid = pid;
    this.startTicks = startTicks;
    this.logFile = logFile;
    this.child = child;
  }

  /**
   * How to start a process.
   *
   * @param environment added to this JVM's own
   */
  public record Command(
      String name,
      List<String> words,
      Map<String, String> environment,
      Path folder,
      Path logFile) {}

  /**
   * Starts a process in a session of its own, so that Ctrl-C in a terminal does not reach it. It
   * dies with this JVM.
   */
  public static ManagedProcess start(Command command) {
    List<String> words = new ArrayList<>(command.words().size() + 1);
    words.add("setsid");
    words.addAll(command.words());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(command.environment());
    builder.directory(command.folder().toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.logFile().toFile()));
    try {
      Files.createDirectories(command.logFile().toAbsolutePath().getParent());
      Process process = OrphanGuard.start(builder);
      long ticks = ProcFs.stat(process.pid()).map(ProcFs.Stat::startTicks).orElse(-1L);
      return new ManagedProcess(command.name(), process.pid(), ticks, command.logFile(), process);
    } catch (IOException e) {
      throw new StackException("Cannot start " + command.name() + ": " + e.getMessage(), e);
    }
  }

  /** A process that another JVM started; it may have ended since. */
  static ManagedProcess of(String name, long pid, long startTicks, Path logFile) {
    return new ManagedProcess(name, pid, startTicks, logFile, null);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return pid;
  }

  /** Together with the pid the identity of the process: ticks since the machine started. */
  long startTicks() {
    return startTicks;
  }

  public Path logFile() {
    return logFile;
  }

  /** False as soon as the process has ended, also when nobody has collected it yet. */
  public boolean alive() {
    return stat().filter(stat -> ProcFs.running(pid, stat)).isPresent();
  }

  /** True while the process is stopped by {@link #suspend}. */
  public boolean suspended() {
    return stat().filter(stat -> stat.state() == 'T').isPresent();
  }

  private Optional<ProcFs.Stat> stat() {
    return ProcFs.stat(pid).filter(stat -> stat.startTicks() == startTicks);
  }

  /** SIGSTOP to the process and its children. */
  public void suspend() {
    Signals.send("STOP", tree());
  }

  /** SIGCONT to the process and its children. */
  public void resume() {
    Signals.send("CONT", tree());
  }

  /** SIGKILL to the process and all of its children; returns when they are gone. */
  public void kill() {
    if (!alive()) {
      return;
    }
    Signals.send("STOP", pid); // from here on it has no new children
    List<Long> tree = tree();
    Signals.send("KILL", tree);
    if (!await(KILL_WAIT, () -> tree.stream().noneMatch(ProcFs::running))) {
      throw new StackException(name + " (pid " + pid + ") survived SIGKILL for " + KILL_WAIT + ".");
    }
  }

  /** Asks the process to end and kills it if it has not after the time; returns when it is gone. */
  public void stop(String signal, Duration timeout) {
    if (!alive()) {
      return;
    }
    Signals.send("CONT", pid);
    Signals.send(signal, pid);
    if (!await(timeout, () -> !alive())) {
      kill();
    }
  }

  /**
   * Sends SIGTERM and waits; does not kill.
   *
   * @return with which code it exited; empty if it still runs after the time, or if another JVM
   *     started it
   */
  public OptionalInt terminate(Duration timeout) throws InterruptedException {
    Signals.send("TERM", pid);
    return child != null && child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(child.exitValue())
        : OptionalInt.empty();
  }

  /** Resident memory at this moment, children included; pages that they share count once. */
  public long residentBytes() {
    List<Long> tree = tree();
    return tree.size() == 1
        ? ProcFs.size(pid, "status", "VmRSS")
        : tree.stream().mapToLong(child -> ProcFs.size(child, "smaps_rollup", "Pss")).sum();
  }

  /**
   * The most resident memory that the process and its living children ever had; pages that they
   * share count for each of them, because Linux keeps no better peak.
   */
  public long peakResidentBytes() {
    return tree().stream().mapToLong(child -> ProcFs.size(child, "status", "VmHWM")).sum();
  }

  /** User and system time since its start, children included, also those that have ended. */
  public Duration cpu() {
    if (!alive()) {
      return Duration.ZERO;
    }
    Duration sum = Duration.ZERO;
    for (int attempt = 0; attempt < CPU_ATTEMPTS; attempt++) {
      List<Long> before = tree();
      sum =
          before.stream()
              .flatMap(child -> ProcFs.stat(child).stream())
              .map(stat -> stat.own().plus(stat.children()))
              .reduce(Duration.ZERO, Duration::plus);
      if (tree().equals(before)) {
        return sum;
      }
      // A child that ended between two looks would be missing or counted twice.
    }
    return sum;
  }

  /** The last lines of the log, for messages. */
  public String logTail() {
    try (Stream<String> lines = Files.lines(logFile)) {
      List<String> all = new ArrayList<>();
      lines.forEach(
          line -> {
            all.add("  " + line);
            if (all.size() > LOG_TAIL_LINES) {
              all.removeFirst();
            }
          });
      return String.join("\n", all);
    } catch (IOException | RuntimeException e) {
      return "  (the log cannot be read)";
    }
  }

  private List<Long> tree() {
    if (!alive()) {
      return List.of();
    }
    List<Long> pids = new ArrayList<>();
    pids.add(pid);
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(child -> pids.add(child.pid()));
    return pids;
  }

  /** Looks every 20 ms; false if the time is over or the thread was interrupted. */
  public static boolean await(Duration timeout, BooleanSupplier condition) {
    return await(timeout, Duration.ofMillis(20), condition);
  }

  public static boolean await(Duration timeout, Duration interval, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean last = System.nanoTime() > end; // a machine that stood still gets one more look
      if (condition.getAsBoolean()) {
        return true;
      }
      if (last) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(interval.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
