package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileStore.FileEntry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Looks below a root folder for the files of a pattern. Used once, by one thread. */
final class LocalWalk {
  private final FileRoot root;
  private final String pattern;
  private final Cancellation cancellation;
  private final int maxVisited;
  private final List<FileEntry> found = new ArrayList<>();
  private int visited;

  /**
   * @param maxVisited entries of folders after which the search is given up
   */
  LocalWalk(FileRoot root, String pattern, Cancellation cancellation, int maxVisited) {
    this.root = root;
    this.pattern = pattern;
    this.cancellation = cancellation;
    this.maxVisited = maxVisited;
  }

  /** All files that match, in no order. */
  List<FileEntry> find() throws IOException {
    Glob glob = Glob.of(pattern);
    String folder = glob.folder();
    Glob.Step step = glob.start();
    for (String name : folder.split("/")) {
      step = name.isEmpty() ? step : step.into(name, false);
    }
    try {
      walk(folder, step);
    } catch (DirectoryIteratorException e) {
      throw Objects.requireNonNull(e.getCause());
    }
    return found;
  }

  private void walk(String folder, Glob.Step step) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(root.confine(folder.isEmpty() ? "." : folder))) {
      for (Path entry : stream) {
        cancellation.check();
        if (++visited > maxVisited) {
          throw FileStore.tooMany(
              root.described(),
              pattern,
              "More than " + maxVisited + " files and folders were seen");
        }
        entries.add(entry);
      }
    }
    for (Path entry : entries) {
      cancellation.check();
      look(folder, String.valueOf(entry.getFileName()), entry, step);
    }
  }

  private void look(String folder, String name, Path entry, Glob.Step step) throws IOException {
    boolean accepted = step.accepts(name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean link = attributes.isSymbolicLink();
      if (link) {
        attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      }
      if (attributes.isDirectory()) {
        Glob.Step below = step.into(name, link);
        if (!below.dead()) {
          walk(folder + name + "/", below);
        }
      } else if (attributes.isRegularFile() && accepted) {
        if (link) {
          root.confine(folder + name);
        }
        found.add(new FileEntry(folder + name, FileRoot.stamp(attributes)));
        if (found.size() > FileStore.MAX_FILES) {
          throw FileStore.tooMany(
              root.described(), pattern, "More than " + FileStore.MAX_FILES + " files match");
        }
      }
    } catch (NoSuchFileException e) {
      // Taken away meanwhile, or a link to nowhere.
    }
  }
}
