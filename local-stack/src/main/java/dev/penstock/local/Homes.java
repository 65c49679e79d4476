package dev.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Folders and secrets of a stack's home. Stateless. */
final class Homes {
  private static final int SECRET_BYTES = 16;

  private Homes() {}

  /**
   * Where programs are unpacked for a home: in the nearest folder above it that is Penstock's or
   * the build's own, so that several homes share it; or else in the home.
   */
  static Path cache(Path home) {
    for (Path folder = home.toAbsolutePath().normalize();
        folder != null;
        folder = folder.getParent()) {
      Path name = folder.getFileName();
      if (name != null
          && (name.toString().equals(".penstock") || name.toString().equals("target"))) {
        return folder.resolve("cache");
      }
    }
    Path build = Path.of("target").toAbsolutePath();
    return (Files.isDirectory(build) ? build : home).resolve("cache");
  }

  /** Deletes a folder and what is in it, if it exists. */
  static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The secret of that name, made at the first call; only the owner can read its file. */
  static String secret(Path home, String name) {
    Path folder = home.resolve("secrets");
    Path file = folder.resolve(name);
    try {
      if (Files.exists(file)) {
        return Files.readString(file).trim();
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      byte[] bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      String secret = HexFormat.of().formatHex(bytes);
      Files.writeString(file, secret + "\n");
      return secret;
    } catch (IOException e) {
      throw new StackException("Cannot keep the secret " + file + ": " + e.getMessage(), e);
    }
  }
}
