package dev.penstock.connector.database;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Tells the errors of MariaDB and MySQL apart by their number
 * (https://mariadb.com/docs/server/reference/error-codes) and puts them into words. Stateless.
 */
final class MariaDbErrors {
  /** What the driver puts in front of the server's words. */
  private static final Pattern PREFIX = Pattern.compile("^(\\(conn=\\d+\\) )+");

  private MariaDbErrors() {}

  static PenstockException translate(String where, SQLException error) {
    return switch (error.getErrorCode()) {
      case 1205 ->
          transientError(
              "lock-timeout", where, "Something else holds a lock that is needed here.", error);
      case 1213 ->
          transientError(
              "conflict",
              where,
              "The database gave up a transaction that conflicted with another.",
              error);
      case 1317, 1969, 3024 -> Server.timedOut(where, error);
      case 1040, 1203, 1226, 1021, 1037, 1041 ->
          transientError("database-full", where, "The database is short of resources.", error);
      case 1053, 1927, 2006, 2013 -> unreachable(where, error);
      case 1045, 1698 ->
          permanent(
              "database-login",
              where,
              "The database refuses the user name or the password.",
              "Correct username and password of the connection.",
              error);
      case 1049 ->
          permanent(
              "database-missing",
              where,
              "The database that the connection's url names does not exist.",
              "Create it or correct the url.",
              error);
      case 1044, 1142, 1143, 1227, 1345, 1370 ->
          permanent(
              "database-permission",
              where,
              "The database answers: " + message(error) + ".",
              "Grant it to the connection's user.",
              error);
      default ->
          state(error).startsWith("08") || error.getCause() instanceof java.io.IOException
              ? unreachable(where, error)
              : permanent(
                  "database-error",
                  where,
                  "The database answers: " + message(error) + ".",
                  "",
                  error);
    };
  }

  /** The server's words, without the driver's. */
  static String message(SQLException error) {
    String text = error.getMessage();
    if (text == null || error.getErrorCode() == 0) {
      return "error " + state(error);
    }
    return PREFIX.matcher(text).replaceFirst("").lines().findFirst().orElse("");
  }

  private static String state(SQLException error) {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }

  private static PenstockException unreachable(String where, SQLException error) {
    return transientError(
        "database-unreachable",
        where,
        "The connection to the database could not be made or was lost.",
        error);
  }

  private static PenstockException transientError(
      String code, String where, String message, SQLException error) {
    return new TransientException(Problem.of(code, where, message), error);
  }

  private static PenstockException permanent(
      String code, String where, String message, String advice, SQLException error) {
    return new PermanentException(new Problem(code, where, message, advice), error);
  }
}
