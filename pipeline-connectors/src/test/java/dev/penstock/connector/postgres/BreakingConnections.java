package dev.penstock.connector.postgres;

import dev.penstock.error.TransientException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Connections whose n-th step (statement, savepoint, COPY, commit) loses the connection before the
 * server hears of it; a commit also behind it. One thread calls {@link #insist}; the call itself
 * may use connections from several.
 */
final class BreakingConnections implements Transactions.Connections {
  private static final Set<String> STEPS =
      Set.of(
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "executeBatch",
          "commit",
          "setSavepoint",
          "releaseSavepoint",
          "getCopyAPI");

  private final Transactions.Connections real;
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile int breakAt = -1;

  BreakingConnections(Transactions.Connections real) {
    this.real = real;
  }

  /** Counts from 0; a commit is two steps, because its answer can be lost. */
  void breakAt(int step) {
    breakAt = step;
    breaks.set(0);
  }

  /** How often a step broke since {@link #breakAt}. */
  int breaks() {
    return breaks.get();
  }

  /** Makes a call that may break once, and then again until it gets through. */
  <T> T insist(Supplier<T> call) {
    steps.set(0);
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        return call.get();
      } catch (TransientException e) {
        // as a service does, without its pause
      }
    }
    throw new AssertionError("gave up at step " + breakAt);
  }

  @Override
  public Connection open() throws SQLException {
    Connection connection = real.open();
    return wrap(Connection.class, connection, connection);
  }

  private <T> T wrap(Class<T> type, T target, Connection connection) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              boolean step = STEPS.contains(method.getName());
              if (step && steps.getAndIncrement() == breakAt) {
                throw lose(connection);
              }
              Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals("commit") && steps.getAndIncrement() == breakAt) {
                throw lose(connection);
              }
              return wrapResult(result, connection);
            });
    return type.cast(proxy);
  }

  private @Nullable Object wrapResult(@Nullable Object result, Connection connection) {
    return switch (result) {
      case PreparedStatement statement -> wrap(PreparedStatement.class, statement, connection);
      case Statement statement -> wrap(Statement.class, statement, connection);
      case PGConnection postgres -> wrap(PGConnection.class, postgres, connection);
      case null, default -> result;
    };
  }

  private SQLException lose(Connection connection) throws SQLException {
    breaks.incrementAndGet();
    connection.abort(Runnable::run);
    return new SQLException("lost on purpose", "08006");
  }
}
