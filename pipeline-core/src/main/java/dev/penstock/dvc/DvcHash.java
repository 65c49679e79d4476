package dev.penstock.dvc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * What DVC remembers of a file or folder.
 *
 * @param md5 of the file's bytes, 32 lower-case hexadecimal digits; of a folder that of its {@link
 *     DirectoryHash listing}, with {@code .dir} behind it
 * @param size in bytes, of a folder that of all its files
 * @param files how many files a folder has; empty for a file
 * @param executable whether the owner may execute the file
 */
public record DvcHash(String md5, long size, OptionalLong files, boolean executable) {
  private static final int BUFFER = 65_536;

  /** Of a file, or of a folder with all that is in it. */
  public static DvcHash of(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return DirectoryHash.of(path).hash();
    }
    return new DvcHash(md5(path), Files.size(path), OptionalLong.empty(), executable(path));
  }

  /** Adds the fields as DVC names them, but for {@code hash} and {@code path}. */
  void writeTo(ObjectNode entry) {
    entry.put("md5", md5);
    entry.put("size", size);
    files.ifPresent(count -> entry.put("nfiles", count));
    if (executable) {
      entry.put("isexec", true);
    }
  }

  static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  static String md5(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** DVC looks at the file's mode, not at what this process may do. */
  private static boolean executable(Path file) throws IOException {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
