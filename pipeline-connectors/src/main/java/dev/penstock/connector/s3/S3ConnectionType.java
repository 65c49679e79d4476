package dev.penstock.connector.s3;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileTree;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Buckets. Keeps one client for each connection; thread-safe. */
public final class S3ConnectionType implements ConnectionType {
  /** The connection type. */
  public static final String TYPE = "s3";

  private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);

  /** Keys among which a check looks for an object to read. */
  private static final int CHECKED_KEYS = 100;

  private final ConcurrentHashMap<Connection, S3Bucket> buckets = new ConcurrentHashMap<>();

  @Override
  public ConnectorSpec spec() {
    return new ConnectorSpec(
        TYPE,
        Set.of(),
        "A bucket of Amazon S3 or of a server with the same interface, or a folder in one. Objects"
            + " are read as files.",
        S3Settings.SPEC);
  }

  /** The files of a connection; sends no request yet. */
  public FileStore files(Connection connection) {
    return new S3Store(bucket(connection));
  }

  /** The files of a connection, for writing; sends no request yet. */
  public FileTree tree(Connection connection) {
    return new S3Tree(bucket(connection));
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    S3Bucket bucket = bucket(connection);
    long end = System.nanoTime() + CHECK_LIMIT.toNanos();
    Cancellation limit = () -> System.nanoTime() - end > 0;
    String where = bucket.described();
    List<Finding> findings = new ArrayList<>();
    try {
      List<S3Object> objects = list(bucket, where, limit, findings);
      findings.addFirst(new Finding("reach", true, "The bucket can be reached."));
      objects.stream()
          .filter(object -> !object.key().endsWith("/"))
          .findFirst()
          .ifPresent(object -> read(bucket, bucket.path(object.key()), limit, findings));
    } catch (Cancelled e) {
      throw S3Errors.unreachable(where, where);
    }
    return new ConnectionCheck(findings);
  }

  private static List<S3Object> list(
      S3Bucket bucket, String where, Cancellation limit, List<Finding> findings) {
    try {
      List<S3Object> objects = bucket.list(where, "", true, CHECKED_KEYS, null, limit).contents();
      String found = objects.isEmpty() ? "; there are none yet." : ".";
      findings.add(new Finding("list", true, "Its files can be listed" + found));
      return objects;
    } catch (PermanentException e) {
      if (!e.problem().code().equals("file-denied")) {
        throw e;
      }
      findings.add(new Finding("list", false, e.problem().message() + " " + e.problem().advice()));
      return List.of();
    }
  }

  private static void read(
      S3Bucket bucket, String path, Cancellation limit, List<Finding> findings) {
    try {
      S3File.open(bucket, path, limit).close();
      findings.add(new Finding("read", true, "Its files can be read."));
    } catch (PermanentException e) {
      findings.add(new Finding("read", false, e.problem().message() + " " + e.problem().advice()));
    }
  }

  private S3Bucket bucket(Connection connection) {
    if (!connection.type().equals(TYPE)) {
      throw S3Settings.wrong(connection, "it has the type " + connection.type());
    }
    return buckets.computeIfAbsent(connection, key -> new S3Bucket(S3Settings.of(key)));
  }
}
