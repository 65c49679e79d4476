package dev.penstock.dvc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Modes of files, where the file system has them. */
final class Permissions {
  private Permissions() {}

  /** What a new file usually has; temporary files are made for their owner only. */
  static void publicFile(Path file) throws IOException {
    set(file, "rw-r--r--");
  }

  /** DVC trusts the content of objects that nobody may write. */
  static void readOnly(Path file) throws IOException {
    set(file, "r--r--r--");
  }

  private static void set(Path file, String mode) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (UnsupportedOperationException e) {
      // This file system has no modes.
    }
  }
}
