package dev.penstock.connector.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The database file, open while there is work and a little longer, so that others can read it
 * between runs. What runs in it reaches no other file and changes no setting. Thread-safe.
 */
final class DatabaseFile implements AutoCloseable {
  private final FileSettings settings;
  private final Duration idle;
  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("duckdb-idle").daemon().unstarted(work));
  private @Nullable DuckDBConnection root;
  private @Nullable ScheduledFuture<?> closing;
  private int leased;
  private boolean broken;

  /**
   * Opens nothing yet.
   *
   * @param idle how long the file stays open after the last work
   */
  DatabaseFile(FileSettings settings, Duration idle) {
    this.settings = settings;
    this.idle = idle;
  }

  /** A connection of its own, autocommit on, to be given back. */
  DuckDBConnection lease() throws SQLException {
    lock.lock();
    try {
      if (closing != null) {
        closing.cancel(false);
        closing = null;
      }
      if (broken && leased == 0) {
        shut();
      }
      if (root == null) {
        root = open();
      }
      DuckDBConnection connection = root.duplicate();
      leased++;
      return connection;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a connection back.
   *
   * @param fatal whether the database must be opened anew before it works again
   */
  void giveBack(DuckDBConnection connection, boolean fatal) throws SQLException {
    try {
      connection.close();
    } finally {
      lock.lock();
      try {
        leased--;
        broken |= fatal;
        if (leased == 0 && clock.isShutdown()) {
          shut();
        } else if (leased == 0) {
          closing = clock.schedule(this::closeIdle, idle.toMillis(), TimeUnit.MILLISECONDS);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void closeIdle() {
    lock.lock();
    try {
      if (leased == 0) {
        shut();
      }
    } catch (SQLException e) {
      // What was committed is in the log beside the file; the next opening reads it.
    } finally {
      lock.unlock();
    }
  }

  private void shut() throws SQLException {
    Connection open = root;
    root = null;
    broken = false;
    if (open != null) {
      open.close();
    }
  }

  private DuckDBConnection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", settings.memory());
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("temp_directory", settings.path() + ".tmp");
    properties.setProperty("max_temp_directory_size", settings.disk());
    properties.setProperty("arrow_lossless_conversion", "true");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("allow_community_extensions", "false");
    properties.setProperty("enable_external_access", "false");
    DuckDBConnection connection =
        (DuckDBConnection)
            DriverManager.getConnection("jdbc:duckdb:" + settings.path(), properties);
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of("SET GLOBAL TimeZone='UTC'", "SET GLOBAL lock_configuration=true", Books.DDL)) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    closeIdle();
  }
}
