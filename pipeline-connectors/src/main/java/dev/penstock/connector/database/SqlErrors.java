package dev.penstock.connector.database;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells PostgreSQL's errors apart by SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html) and puts them into words.
 * Stateless.
 */
public final class SqlErrors {
  public static final String LOCK_TIMEOUT = "55P03";
  public static final String QUERY_CANCELED = "57014";
  public static final String NOT_NULL = "23502";
  public static final String UNIQUE = "23505";
  public static final String CHECK = "23514";

  /** Data that is not in COPY's form: our mistake, never the row's. */
  private static final String BAD_COPY_FORMAT = "22P04";

  private static final Set<String> TRANSIENT =
      Set.of("25P03", "40001", "40003", "40P01", LOCK_TIMEOUT, "57P01", "57P02", "57P03", "57P05");

  private SqlErrors() {}

  public static PenstockException translate(String where, SQLException error) {
    String state = state(error);
    if (state.equals(LOCK_TIMEOUT)) {
      return transientError(
          "lock-timeout", where, "Something else holds a lock that is needed here.", error);
    }
    if (state.startsWith("53")) {
      return transientError(
          "database-full",
          where,
          "The database is short of resources: " + message(error) + ".",
          error);
    }
    if (state.startsWith("40")) {
      return transientError(
          "conflict",
          where,
          "The database gave up a transaction that conflicted with another.",
          error);
    }
    if (connection(state, error)) {
      return transientError(
          "database-unreachable",
          where,
          "The connection to the database could not be made or was lost.",
          error);
    }
    return permanent(where, state, error);
  }

  private static PenstockException permanent(String where, String state, SQLException error) {
    if (state.startsWith("28")) {
      return new PermanentException(
          new Problem(
              "database-login",
              where,
              "The database refuses the user name or the password.",
              "Correct username and password of the connection."),
          error);
    }
    if (state.equals("3D000")) {
      return new PermanentException(
          new Problem(
              "database-missing",
              where,
              "The database that the connection's url names does not exist.",
              "Create it or correct the url."),
          error);
    }
    if (state.equals("42501")) {
      return new PermanentException(
          new Problem(
              "database-permission",
              where,
              "The database answers: " + message(error) + ".",
              "Grant it to the connection's role."),
          error);
    }
    return new PermanentException(
        Problem.of("database-error", where, "The database answers: " + message(error) + "."),
        error);
  }

  private static PenstockException transientError(
      String code, String where, String message, SQLException error) {
    return new TransientException(Problem.of(code, where, message), error);
  }

  private static boolean connection(String state, SQLException error) {
    return state.startsWith("08")
        || TRANSIENT.contains(state)
        || (state.isEmpty() && error instanceof SQLTransientConnectionException)
        || error.getCause() instanceof java.io.IOException;
  }

  /** The SQLSTATE, of the cause where the pool wrapped it; empty where there is none. */
  public static String state(SQLException error) {
    if (error instanceof SQLTransientConnectionException
        && error.getCause() instanceof SQLException cause
        && cause.getSQLState() != null) {
      return cause.getSQLState();
    }
    return error.getSQLState() == null ? "" : error.getSQLState();
  }

  /** Whether the error is about the values of one row. */
  public static boolean aboutRow(SQLException error) {
    String state = state(error);
    return (state.startsWith("22") || state.startsWith("23")) && !state.equals(BAD_COPY_FORMAT);
  }

  /** The server's primary message, which holds no values of other rows and no host names. */
  public static String message(SQLException error) {
    ServerErrorMessage server = server(error);
    String text = server == null ? null : server.getMessage();
    return text == null ? "error " + state(error) : text;
  }

  public static @Nullable ServerErrorMessage server(SQLException error) {
    return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
