package dev.penstock.connector.s3;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.files.FileTrees;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * What an operator says of a bucket; holds secrets.
 *
 * @param connection the connection's name
 * @param endpoint the server's base URL; empty for Amazon's in the region
 * @param prefix empty, or what all keys start with, ending in a slash
 * @param accessKey empty for a bucket that anybody may read
 * @param pathStyle whether the bucket stands in the URL's path and not in its host
 * @param maxCopyBytes the greatest object that is copied to disk for formats that need it
 */
record S3Settings(
    String connection,
    String bucket,
    Optional<URI> endpoint,
    String region,
    String prefix,
    Optional<String> accessKey,
    Optional<String> secretKey,
    boolean pathStyle,
    long maxCopyBytes) {
  static final List<Option> SPEC =
      List.of(
          text("bucket", true, "", "The bucket."),
          text(
              "endpoint",
              false,
              "",
              "The server's address, for example `https://s3.example.org:9000`; left out, Amazon's of"
                  + " the region."),
          text("region", false, "us-east-1", "The bucket's region."),
          text(
              "prefix",
              false,
              "",
              "A folder in the bucket. Paths in pipelines are relative to it and cannot leave it."),
          text(
              "access_key",
              false,
              "",
              "The access key; left out with the secret key, requests are not signed."),
          text("secret_key", false, "", "The secret key."),
          new Option(
              "path_style",
              OptionType.BOOLEAN,
              false,
              "",
              "Whether the bucket stands in the path of a URL, not in its host name; by default so"
                  + " where there is an endpoint.",
              List.of()),
          new Option(
              "max_copy_size",
              OptionType.NUMBER,
              false,
              "8589934592",
              "The greatest object, in bytes, that is copied to the extractor's disk, for formats"
                  + " that cannot be read from a stream.",
              List.of()),
          FileTrees.OPTION);

  private static final long DEFAULT_MAX_COPY = 8L << 30;

  /**
   * Reads them.
   *
   * @throws PermanentException where they are wrong; no message holds a value
   */
  static S3Settings of(Connection connection) {
    Optional<String> accessKey = setting(connection, "access_key");
    Optional<String> secretKey = setting(connection, "secret_key");
    if (accessKey.isPresent() != secretKey.isPresent()) {
      throw wrong(connection, "access_key and secret_key are needed together");
    }
    Optional<URI> endpoint = setting(connection, "endpoint").map(text -> uri(connection, text));
    return new S3Settings(
        connection.name(),
        setting(connection, "bucket")
            .filter(bucket -> bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}"))
            .orElseThrow(() -> wrong(connection, "its setting bucket is missing or no name")),
        endpoint,
        setting(connection, "region")
            .or(() -> Optional.of("us-east-1"))
            .filter(region -> region.matches("[A-Za-z0-9-]{1,64}"))
            .orElseThrow(() -> wrong(connection, "its setting region is no name")),
        setting(connection, "prefix").map(S3Settings::folder).orElse(""),
        accessKey,
        secretKey,
        setting(connection, "path_style").map(Boolean::valueOf).orElse(endpoint.isPresent()),
        setting(connection, "max_copy_size")
            .map(text -> size(connection, text))
            .orElse(DEFAULT_MAX_COPY));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "S3Settings[" + connection + "]";
  }

  private static Option text(String name, boolean required, String otherwise, String description) {
    return new Option(name, OptionType.TEXT, required, otherwise, description, List.of());
  }

  private static Optional<String> setting(Connection connection, String name) {
    return connection.setting(name).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static String folder(String prefix) {
    String folder = prefix.replaceAll("^/+|/+$", "");
    return folder.isEmpty() ? "" : folder + "/";
  }

  private static URI uri(Connection connection, String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, without the text.
    }
    throw wrong(connection, "its setting endpoint is not the address of a server");
  }

  private static long size(Connection connection, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(connection, "its setting max_copy_size is not a number of bytes");
    }
  }

  static PermanentException wrong(Connection connection, String why) {
    return new PermanentException(
        new Problem(
            "wrong-connection",
            "connection " + connection.name(),
            "Files cannot be read from it: " + why + ".",
            "Ask the operator to correct the connection of type s3."));
  }
}
