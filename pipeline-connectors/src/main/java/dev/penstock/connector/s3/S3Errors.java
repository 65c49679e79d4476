package dev.penstock.connector.s3;

import dev.penstock.connector.files.FileStore;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What the bucket's answers mean. The library's and the server's texts are left out: they may hold
 * addresses, keys and requests. Only the server's error code and the kinds of errors are told.
 */
final class S3Errors {
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "SlowDown",
          "Throttling",
          "OperationAborted",
          "ConditionalRequestConflict",
          "InternalError");

  /** Causes that are named. */
  private static final int DEEPEST = 8;

  private S3Errors() {}

  static PenstockException of(Exception e, String connection, String where) {
    if (!(e instanceof S3Exception answer)) {
      return unreachable(connection, where, e);
    }
    int status = answer.statusCode();
    String code = code(answer);
    if (status >= 500 || status == 429 || status == 408 || PASSING.contains(code)) {
      return new TransientException(
          new Problem(
              "file-unreadable",
              where,
              "The server of %s answered with status %d%s."
                  .formatted(connection, status, spoken(code)),
              "It is tried again; if it stays, look at the server."),
          null);
    }
    if (answer instanceof NoSuchBucketException || code.equals("NoSuchBucket")) {
      return permanent(
          "bucket-missing",
          connection,
          "Its bucket does not exist.",
          "Create the bucket or correct the setting bucket.");
    }
    return switch (status) {
      case 404 -> FileStore.missing(connection, where);
      case 401, 403 ->
          permanent(
              "file-denied",
              where,
              "Reading this from %s is not permitted%s.".formatted(connection, spoken(code)),
              "Check the connection's keys, and their right to list and read below its prefix.");
      case 412 -> changed(connection, where);
      case 301, 307 ->
          permanent(
              "wrong-connection",
              connection,
              "Its bucket lies in another region or at another endpoint.",
              "Correct the settings region and endpoint.");
      default ->
          permanent(
              "request-refused",
              where,
              "The server of %s refused the request with status %d%s."
                  .formatted(connection, status, spoken(code)),
              "Check the connection's settings.");
    };
  }

  static TransientException unreachable(String connection, String where) {
    return unreachable(connection, where, null);
  }

  /**
   * The same.
   *
   * @param cause for the log of the service
   */
  static TransientException unreachable(
      String connection, String where, @Nullable Exception cause) {
    return new TransientException(
        new Problem(
            "store-unreachable",
            where,
            "The server of %s did not answer, or its answer broke off.".formatted(connection),
            "It is tried again; if it stays, check the setting endpoint and the network."),
        cause == null ? null : new Unreachable(cause));
  }

  /**
   * Stands between an error of the library and ours: the logs of runs show the message of the first
   * cause to clients, so that one names only the kinds of errors. The service's own log has all.
   */
  private static final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(Exception cause) {
      super(kinds(cause), cause);
    }

    private static String kinds(Throwable error) {
      return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
          .limit(DEEPEST)
          .map(one -> one.getClass().getSimpleName())
          .collect(Collectors.joining(": "));
    }
  }

  static PermanentException changed(String connection, String where) {
    return permanent(
        "file-changed",
        where,
        "This file of %s changed while it was read.".formatted(connection),
        "Start a new run when the file is complete.");
  }

  private static PermanentException permanent(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }

  private static String spoken(String code) {
    return code.isEmpty() ? "" : " (" + code + ")";
  }

  /** The server's error code, where it looks like one. */
  private static String code(S3Exception answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code != null && code.matches("[A-Za-z]{1,60}") ? code : "";
  }
}
