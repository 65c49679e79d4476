package dev.penstock.cli.client;

import java.nio.file.Path;

/**
 * Where Penstock is on this machine.
 *
 * @param root the project's folder
 * @param home data, logs and state of the local stack
 */
public record Installation(Path root, Path home) {
  /**
   * From the system properties {@code penstock.root} and {@code penstock.home}, which the launcher
   * sets.
   */
  public static Installation current() {
    Path root = Path.of(System.getProperty("penstock.root", "")).toAbsolutePath().normalize();
    String home = System.getProperty("penstock.home", "");
    return new Installation(
        root, home.isEmpty() ? root.resolve(".penstock") : Path.of(home).toAbsolutePath());
  }

  /** The path as a reader in the current folder would write it. */
  public static String shortened(Path path) {
    Path current = Path.of("").toAbsolutePath();
    return path.startsWith(current) ? current.relativize(path).toString() : path.toString();
  }
}
