package dev.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What Linux tells about a process under {@code /proc}. Stateless. */
final class ProcFs {
  /** Linux reports times in ticks of 10 ms to user space on every architecture that it supports. */
  private static final long TICK_MILLIS = 10;

  private ProcFs() {}

  /**
   * One line of {@code /proc/PID/stat}.
   *
   * @param state R, S, D, T (stopped), Z (ended, not yet collected by its parent)
   * @param own user and system time of the process
   * @param children user and system time of its children that have ended and were collected
   * @param startTicks since the machine started: with the pid it names a process for good
   */
  record Stat(char state, long parent, Duration own, Duration children, long startTicks) {}

  static Optional<Stat> stat(long pid) {
    String line;
    try {
      line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException e) {
      return Optional.empty();
    }
    // The second field is the program's name in parentheses and may hold blanks itself.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).trim().split(" ", -1);
    return Optional.of(
        new Stat(
            fields[0].charAt(0),
            Long.parseLong(fields[1]),
            ticks(fields[11], fields[12]),
            ticks(fields[13], fields[14]),
            Long.parseLong(fields[19])));
  }

  /** Whether the process exists and has not ended. */
  static boolean running(long pid) {
    return stat(pid).filter(stat -> running(pid, stat)).isPresent();
  }

  /** The same for a process whose line was read just now. */
  static boolean running(long pid, Stat stat) {
    if (stat.state() != 'Z' && stat.state() != 'X') {
      return true;
    }
    // The first thread has ended; as long as others have not, its files and ports stay open.
    String[] threads = Path.of("/proc/" + pid + "/task").toFile().list();
    return threads != null && threads.length > 1;
  }

  private static Duration ticks(String user, String system) {
    return Duration.ofMillis((Long.parseLong(user) + Long.parseLong(system)) * TICK_MILLIS);
  }

  /** A size in bytes from {@code /proc/PID/FILE}, such as VmRSS of status; 0 if there is none. */
  static long size(long pid, String file, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
        if (line.startsWith(name + ":")) {
          return Long.parseLong(line.substring(name.length() + 1).replace("kB", "").trim()) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** The command line with blanks between its words; empty if there is no such process. */
  static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').trim();
    } catch (IOException e) {
      return "";
    }
  }
}
