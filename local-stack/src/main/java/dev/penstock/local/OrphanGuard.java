package dev.penstock.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Kills the processes that this JVM started when the JVM itself ends, however it ends. A shell in a
 * session of its own reads their pids from a pipe; the pipe closes with the JVM, and then the shell
 * kills what is left. Thread-safe.
 */
final class OrphanGuard {
  /** Lines are {@code + pid start-ticks} and {@code - pid}; a pid that was reused is left alone. */
  private static final String SCRIPT =
      """
      list=""
      while read -r sign pid start; do
        if [ "$sign" = "+" ]; then
          list="$list $pid:$start"
        else
          kept=""
          for entry in $list; do
            [ "${entry%:*}" = "$pid" ] || kept="$kept $entry"
          done
          list="$kept"
        fi
      done
      for entry in $list; do
        pid="${entry%:*}"
        line=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
        rest="${line##*) }"
        # shellcheck disable=SC2086
        set -- $rest
        shift 19
        [ "$1" = "${entry#*:}" ] && kill -9 "$pid"
      done
      """;

  private static @Nullable Writer pipe;
  private static boolean hooked;
  private static boolean ending;

  private OrphanGuard() {}

  /** Starts a process that dies with this JVM. */
  static synchronized Process start(ProcessBuilder builder) throws IOException {
    hook();
    if (ending) {
      throw new StackException("Nothing is started any more: this program is ending.");
    }
    Process process = builder.start();
    try {
      watch(process);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
    return process;
  }

  /** Keeps the JVM from ending between the start of a process and the note of it. */
  private static void hook() {
    if (!hooked) {
      hooked = true;
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(OrphanGuard::end));
      } catch (IllegalStateException e) {
        ending = true; // it ends already
      }
    }
  }

  private static synchronized void end() {
    ending = true;
  }

  private static void watch(Process process) {
    long start = ProcFs.stat(process.pid()).map(ProcFs.Stat::startTicks).orElse(-1L);
    if (start < 0) {
      return;
    }
    write("+ " + process.pid() + " " + start + "\n");
    var unused = process.onExit().thenAccept(ended -> release(ended.pid()));
  }

  /** Lets a process outlive this JVM. */
  static void release(long pid) {
    write("- " + pid + " 0\n");
  }

  private static synchronized void write(String line) {
    try {
      if (pipe == null) {
        Process guard =
            new ProcessBuilder("setsid", "sh", "-c", SCRIPT)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (guard.waitFor(0, TimeUnit.MILLISECONDS)) {
          throw new StackException("The guard of the child processes ended at once.");
        }
        pipe = guard.outputWriter(StandardCharsets.US_ASCII);
      }
      pipe.write(line);
      pipe.flush();
    } catch (IOException e) {
      throw new StackException("Cannot guard a child process: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while starting a child process.", e);
    }
  }
}
