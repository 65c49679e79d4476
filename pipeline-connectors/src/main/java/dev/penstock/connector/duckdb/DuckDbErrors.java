package dev.penstock.connector.duckdb;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's errors, told apart by the first words of their messages. */
final class DuckDbErrors {
  private static final Pattern PREFIX = Pattern.compile("^([A-Za-z /_-]{1,40}?) Error: ");
  private static final Pattern HOLDER = Pattern.compile("\\(PID (\\d+)\\)");
  private static final Set<String> ABOUT_ROWS =
      Set.of(
          "Constraint",
          "Conversion",
          "Out of Range",
          "Invalid Input",
          "Mismatch Type",
          "Decimal",
          "Divide by Zero");

  private DuckDbErrors() {}

  /** Whether a row's values are at fault. */
  static boolean aboutRow(SQLException error) {
    return ABOUT_ROWS.contains(kind(error));
  }

  /** Whether the statement itself is at fault, for example a column that is not there. */
  static boolean aboutSql(SQLException error) {
    return Set.of("Binder", "Catalog", "Parser").contains(kind(error));
  }

  /** Whether a constraint of a table is at fault. */
  static boolean constraint(SQLException error) {
    return kind(error).equals("Constraint");
  }

  /** Whether it took too long, or was cancelled. */
  static boolean stopped(SQLException error) {
    return error instanceof SQLTimeoutException || kind(error).equals("INTERRUPT");
  }

  /** Whether the database takes no more statements until it is opened anew. */
  static boolean fatal(SQLException error) {
    String kind = kind(error);
    return kind.equals("FATAL")
        || kind.equals("INTERNAL")
        || raw(error).contains("database has been invalidated");
  }

  /** DuckDB's words without its hints and without what repeats our SQL. */
  static String message(SQLException error) {
    String text = PREFIX.matcher(raw(error)).replaceFirst("");
    int end = text.indexOf("\n\n");
    int line = text.indexOf("\nLINE ");
    if (line >= 0 && (end < 0 || line < end)) {
      end = line;
    }
    String first = end < 0 ? text : text.substring(0, end);
    return first.strip().replaceAll("\\s*\\n\\s*", " ").replaceAll("\\.$", "");
  }

  /**
   * The error as Penstock knows it.
   *
   * @param where the place that it names
   */
  static PenstockException translate(String where, SQLException error) {
    String raw = raw(error);
    String kind = kind(error);
    if (raw.contains("Could not set lock on file")) {
      return busy(where, raw, error);
    }
    if (raw.contains("No space left on device")) {
      return passing("database-full", where, "The disk of the database file is full.", error);
    }
    if (stopped(error)) {
      return passing("lock-timeout", where, "A statement did not end in time.", error);
    }
    if (kind.equals("TransactionContext") || raw.contains("write-write conflict")) {
      return passing(
          "conflict", where, "Another transaction changed the same at the same time.", error);
    }
    if (fatal(error)) {
      return passing("database-unreachable", where, "DuckDB gave up: " + message(error), error);
    }
    return new PermanentException(permanent(where, kind, raw, error), error);
  }

  private static Problem permanent(String where, String kind, String raw, SQLException error) {
    if (kind.equals("Out of Memory")) {
      return new Problem(
          "database-memory",
          where,
          "DuckDB needs more memory, or more of the disk, than the connection allows.",
          "Raise the connection's memory_limit or disk_limit.");
    }
    if (raw.contains("not a valid DuckDB database file")) {
      return new Problem(
          "database-missing",
          where,
          "The file of the connection is not a DuckDB database.",
          "Correct the connection's path.");
    }
    if (kind.equals("IO") && raw.contains("Cannot open file")) {
      boolean missing = raw.contains("No such file or directory");
      return new Problem(
          missing ? "database-missing" : "database-permission",
          where,
          missing
              ? "The folder of the database file does not exist."
              : "The database file cannot be opened for writing.",
          "Make the folder and let the loader write there, or correct the connection's path.");
    }
    if (kind.equals("Dependency")) {
      return new Problem(
          "target-in-use",
          where,
          "Something else depends on a table that would have to change: " + message(error) + ".",
          "Drop what depends on it, for example its indexes, or write to another table.");
    }
    return new Problem(
        "database-error",
        where,
        "DuckDB answers: " + message(error) + ".",
        "Look at the pipeline's definition and the database.");
  }

  private static TransientException busy(String where, String raw, SQLException error) {
    Matcher holder = HOLDER.matcher(raw);
    return new TransientException(
        new Problem(
            "database-busy",
            where,
            "Another program has the database file open"
                + (holder.find() ? " (process " + holder.group(1) + ")" : "")
                + ".",
            "Close it there. Only one loader may write the file; readers open it read-only between"
                + " runs."),
        error);
  }

  private static TransientException passing(
      String code, String where, String message, SQLException error) {
    return new TransientException(Problem.of(code, where, message), error);
  }

  private static String kind(SQLException error) {
    Matcher matcher = PREFIX.matcher(raw(error));
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String raw(SQLException error) {
    return String.valueOf(error.getMessage());
  }
}
