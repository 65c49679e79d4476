package dev.penstock.connector.files;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the place of a file that a library opens by itself. Stateless. */
public final class DatabasePlace {
  private DatabasePlace() {}

  public static boolean exists(Path file) {
    return Files.isRegularFile(file);
  }

  /** Whether its folder is there and lets a file be made. */
  public static boolean canBeMade(Path file) {
    Path folder = file.getParent();
    return !Files.exists(file)
        && folder != null
        && Files.isDirectory(folder)
        && Files.isWritable(folder);
  }
}
