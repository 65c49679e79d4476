package dev.penstock.connector.files;

import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A file that is open for reading. Not thread-safe; the owner closes it. */
public interface OpenFile extends AutoCloseable {
  /** The path relative to the connection's root. */
  String path();

  /** The connection, as messages name it. */
  String connection();

  /** The file as it was when it was opened. */
  FileStamp stamp();

  /**
   * The bytes from {@code offset} on, unbuffered. Only the newest stream of a file may be used;
   * closing it does not close the file.
   */
  InputStream from(long offset) throws IOException;

  /**
   * A file of this machine with the same bytes, for libraries that need one; valid until this file
   * is closed. For a remote file it is a private copy.
   */
  Path local() throws IOException;

  /**
   * Fails where the file is no longer the one that {@code expected} was taken from.
   *
   * @throws dev.penstock.error.PermanentException with the code {@code file-changed}
   */
  void verify(FileStamp expected);

  /** A failure while reading, told without the root. */
  PenstockException failure(IOException e);

  @Override
  void close();
}
