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

/** A file of this machine. */
final class LocalFile implements OpenFile {
  private final FileRoot root;
  private final String path;
  private final Path real;
  private final FileChannel channel;
  private final FileStamp stamp;

  LocalFile(FileRoot root, String path, Path real, FileChannel channel, FileStamp stamp) {
    this.root = root;
    this.path = path;
    this.real = real;
    this.channel = channel;
    this.stamp = stamp;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String connection() {
    return root.described();
  }

  @Override
  public FileStamp stamp() {
    return stamp;
  }

  @Override
  public InputStream from(long offset) throws IOException {
    channel.position(offset);
    return new FilterInputStream(Channels.newInputStream(channel)) {
      @Override
      public void close() {}
    };
  }

  @Override
  public Path local() {
    return real;
  }

  @Override
  public void verify(FileStamp expected) {
    FileStamp now;
    try {
      now =
          FileRoot.stamp(
              Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw root.failure(path, e);
    }
    if (!now.equals(expected)) {
      throw changed(expected, now);
    }
  }

  @Override
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
                root.described(), expected.size(), expected.version(), now.size(), now.version()),
        "Start a new run when the file is complete; write files under another name and rename them.");
  }
}
