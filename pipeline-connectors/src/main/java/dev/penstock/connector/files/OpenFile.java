package dev.penstock.connector.files;

import dev.penstock.error.PenstockException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file that is open for reading. Not thread-safe; the owner closes it. */
public final class OpenFile implements AutoCloseable {
  private final FileRoot root;
  private final String path;
  private final Path real;
  private final FileChannel channel;
  private final FileStamp stamp;

  OpenFile(FileRoot root, String path, Path real, FileChannel channel, FileStamp stamp) {
    this.root = root;
    this.path = path;
    this.real = real;
    this.channel = channel;
    this.stamp = stamp;
  }

  /** The path relative to the connection's root. */
  public String path() {
    return path;
  }

  /** The connection, as messages name it. */
  public String connection() {
    return root.described();
  }

  /** The file as it was when it was opened. */
  public FileStamp stamp() {
    return stamp;
  }

  /**
   * The bytes from {@code offset} on, unbuffered. It shares one position with every other stream of
   * this file, so only the newest may be used; closing it does not close the file.
   */
  public InputStream from(long offset) throws IOException {
    channel.position(offset);
    return new FilterInputStream(Channels.newInputStream(channel)) {
      @Override
      public void close() {}
    };
  }

  /**
   * Fails where the file is no longer the one that {@code expected} was taken from.
   *
   * @throws dev.penstock.error.PermanentException with the code {@code file-changed}
   */
  public void verify(FileStamp expected) {
    FileStamp now;
    try {
      now =
          FileStamp.of(
              Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw root.failure(path, e);
    }
    if (!now.equals(expected)) {
      throw changed(expected, now);
    }
  }

  /** A failure while reading, told without the root. */
  public PenstockException failure(IOException e) {
    return root.failure(path, e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw root.failure(path, e);
    }
  }

  private PenstockException changed(FileStamp expected, FileStamp now) {
    return FileRoot.problem(
        "file-changed",
        path,
        "This file of %s changed while it was read: %d bytes of %s were expected, %d bytes of %s found."
            .formatted(
                root.described(), expected.size(), expected.modified(), now.size(), now.modified()),
        "Start a new run when the file is complete; write files under another name and rename them.");
  }
}
