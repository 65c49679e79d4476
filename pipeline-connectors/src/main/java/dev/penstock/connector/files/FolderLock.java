package dev.penstock.connector.files;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** One writer at a time in a folder, of all threads and processes. Held for moments only. */
final class FolderLock implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A process cannot lock a file twice, so its threads take turns first. */
  private static final ConcurrentHashMap<Path, ReentrantLock> TURNS = new ConcurrentHashMap<>();

  private final ReentrantLock turn;
  private final FileChannel channel;

  private FolderLock(ReentrantLock turn, FileChannel channel) {
    this.turn = turn;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @throws TransientException where it is not to be had within 10 s
   */
  static FolderLock take(Path folder, String connection) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    ReentrantLock turn = TURNS.computeIfAbsent(folder, _ -> new ReentrantLock());
    try {
      if (!turn.tryLock(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
        throw busy(connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(connection);
    }
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        while (lock == null) {
          if (System.nanoTime() - end > 0) {
            throw busy(connection);
          }
          LockSupport.parkNanos(PAUSE_NANOS);
          lock = channel.tryLock();
        }
        return new FolderLock(turn, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      turn.unlock();
      throw e;
    }
  }

  private static TransientException busy(String connection) {
    return new TransientException(
        new Problem(
            "lock-timeout",
            connection,
            "Another process kept the lock on its files for more than 10 s.",
            "It is tried again; if it stays, look for a process that hangs."),
        null);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      turn.unlock();
    }
  }
}
