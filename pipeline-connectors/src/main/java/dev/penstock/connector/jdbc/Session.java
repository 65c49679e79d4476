package dev.penstock.connector.jdbc;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.database.CancelWatch;
import dev.penstock.connector.database.Server;
import dev.penstock.error.PenstockException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that only reads. Where its work is cancelled, the server is asked to stop the
 * statement, and after 2 s the connection is cut. Used by one thread.
 */
final class Session implements AutoCloseable {
  private static final int TICKS_BEFORE_ABORT = 8;

  private final Server server;
  private final Connection connection;
  private final String where;
  private final Cancellation cancellation;
  private final CancelWatch watch;
  private volatile @Nullable Statement running;
  private int ticks;
  private boolean broken;

  /** Reads one row of a result. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Work on the connection. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  Session(Server server, Connection connection, String where, Cancellation cancellation) {
    this.server = server;
    this.connection = connection;
    this.where = where;
    this.cancellation = cancellation;
    this.watch = new CancelWatch(cancellation, this::cancel);
  }

  String where() {
    return where;
  }

  Connection connection() {
    return connection;
  }

  /** Runs work and puts its errors into words. */
  void run(Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void execute(String sql) {
    run(
        () -> {
          try (Statement statement = statement()) {
            statement.execute(sql);
          } finally {
            running = null;
          }
        });
  }

  /** All rows; only for results whose size the query bounds. */
  <T> List<T> query(String sql, RowReader<T> reader) {
    cancellation.check();
    try (Statement statement = statement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      running = null;
    }
  }

  /** The first column of the first row, where that is not NULL. */
  Optional<String> text(String sql) {
    return query(sql, row -> Optional.ofNullable(row.getString(1))).stream()
        .findFirst()
        .flatMap(text -> text);
  }

  /** A statement for SQL in which braces and question marks mean nothing. */
  Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    running = statement;
    return statement;
  }

  /** The error in words, or {@link Cancelled} where that is why the statement ended. */
  PenstockException failed(SQLException error) {
    broken = true;
    cancellation.check();
    return server.translate(where, error);
  }

  /** Cuts the connection instead of reading what the server still sends. */
  void abandon() {
    broken = true;
  }

  private void cancel() throws SQLException {
    if (ticks == 0) {
      Thread.ofVirtual().name("cancel-statement").start(this::cancelStatement);
    } else if (ticks == TICKS_BEFORE_ABORT) {
      connection.abort(Runnable::run);
    }
    ticks++;
  }

  private void cancelStatement() {
    try {
      Statement statement = running;
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException e) {
      // The connection is gone, or it will be cut.
    }
  }

  @Override
  public void close() {
    watch.close();
    try {
      if (broken) {
        connection.abort(Runnable::run);
      } else {
        connection.close();
      }
    } catch (SQLException e) {
      // It is gone, which is what was wanted; nothing was written.
    }
  }
}
