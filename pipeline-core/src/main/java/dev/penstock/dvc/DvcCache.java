package dev.penstock.dvc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DVC's cache of a repository, from which {@code dvc push} takes what it sends and {@code dvc
 * checkout} what it brings back: {@code .dvc/cache/files/md5/AB/CDEF…}, one file for each content.
 * Adding what is there already does nothing. Thread-safe.
 */
public final class DvcCache {
  private static final Pattern SECTION = Pattern.compile("\\s*\\[\\s*(.*?)\\s*]\\s*");
  private static final Pattern DIR = Pattern.compile("\\s*dir\\s*=\\s*(.*?)\\s*");

  private final Path objects;

  private DvcCache(Path objects) {
    this.objects = objects;
  }

  /**
   * The cache of the repository that the folder is in; empty where it is in none. A cache folder
   * that the repository's own configuration names is used; those of the user and the machine are
   * not looked at.
   */
  public static Optional<DvcCache> of(Path folder) throws IOException {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path dvc = at.resolve(".dvc");
      if (Files.isDirectory(dvc)) {
        Path cache = dvc.resolve("cache");
        for (String config : new String[] {"config", "config.local"}) {
          cache = configured(dvc.resolve(config)).map(dvc::resolve).orElse(cache);
        }
        return Optional.of(new DvcCache(cache.normalize().resolve("files").resolve("md5")));
      }
    }
    return Optional.empty();
  }

  /** Copies a folder's files and their listing in. */
  public void add(Path folder, DirectoryHash listing) throws IOException {
    for (DirectoryHash.Entry entry : listing.entries()) {
      put(entry.md5(), folder.resolve(entry.path()));
    }
    // The listing comes last: where it is, its files are.
    put(listing.hash().md5(), listing.listing());
  }

  private void put(String md5, Path content) throws IOException {
    Path object = object(md5);
    if (!Files.exists(object)) {
      Path next = next(object);
      try {
        Files.copy(content, next, StandardCopyOption.REPLACE_EXISTING);
        if (!DvcHash.md5(next).equals(md5)) {
          throw new DvcException(content + " changed while it was read. Try again.");
        }
        keep(next, object);
      } finally {
        Files.deleteIfExists(next);
      }
    }
  }

  private void put(String md5, byte[] content) throws IOException {
    Path object = object(md5);
    if (!Files.exists(object)) {
      Path next = next(object);
      try {
        Files.write(next, content);
        keep(next, object);
      } finally {
        Files.deleteIfExists(next);
      }
    }
  }

  private static Path next(Path object) throws IOException {
    Files.createDirectories(object.getParent());
    return Files.createTempFile(object.getParent(), ".", ".tmp");
  }

  private static void keep(Path next, Path object) throws IOException {
    Permissions.readOnly(next);
    Files.move(next, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path object(String md5) {
    return objects.resolve(md5.substring(0, 2)).resolve(md5.substring(2));
  }

  /** The value of {@code dir} in the section {@code cache} of an INI file. */
  private static Optional<String> configured(Path config) throws IOException {
    if (!Files.isRegularFile(config)) {
      return Optional.empty();
    }
    Optional<String> found = Optional.empty();
    String section = "";
    try (InputStream in = Files.newInputStream(config)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        Matcher head = SECTION.matcher(line);
        Matcher dir = DIR.matcher(line);
        if (head.matches()) {
          section = head.group(1);
        } else if (section.equals("cache") && dir.matches()) {
          found = Optional.of(dir.group(1));
        }
      }
    }
    return found;
  }
}
