package dev.penstock.connector.s3;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.Patience;
import dev.penstock.error.PenstockException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The requests to one bucket. Paths are keys without the prefix. Every failure comes out as a
 * {@link PenstockException} without the library's text. Thread-safe.
 */
final class S3Bucket {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final S3Settings settings;
  private final S3Client client;

  S3Bucket(S3Settings settings) {
    this.settings = settings;
    this.client = client(settings);
  }

  S3Settings settings() {
    return settings;
  }

  String described() {
    return "connection " + settings.connection();
  }

  FileStamp head(String path, Cancellation cancellation) {
    HeadObjectResponse head =
        call(
            path,
            () -> client.headObject(r -> r.bucket(settings.bucket()).key(key(path))),
            cancellation);
    return stamp(head.contentLength(), head.eTag());
  }

  /**
   * Starts to read an object.
   *
   * @param range in the form of the HTTP header
   * @param version the version that is wanted, {@code null} for whichever there is
   */
  ResponseInputStream<GetObjectResponse> get(
      String path, String range, @Nullable String version, Cancellation cancellation) {
    return call(
        path,
        () ->
            client.getObject(
                r ->
                    r.bucket(settings.bucket())
                        .key(key(path))
                        .range(range)
                        .ifMatch(version == null ? null : '"' + version + '"')),
        cancellation);
  }

  /**
   * One page of keys.
   *
   * @param start what the keys start with, without the prefix
   * @param flat whether keys in folders below are wanted too
   * @param after the token of the page before
   */
  ListObjectsV2Response list(
      String where,
      String start,
      boolean flat,
      int max,
      @Nullable String after,
      Cancellation cancellation) {
    ListObjectsV2Response page =
        call(
            where,
            () ->
                client.listObjectsV2(
                    r ->
                        r.bucket(settings.bucket())
                            .prefix(settings.prefix() + start)
                            .delimiter(flat ? null : "/")
                            .maxKeys(max)
                            .continuationToken(after)),
            cancellation);
    if (page.isTruncated() == null) {
      // Not the answer of an S3 server; it must not pass for an empty folder.
      throw S3Errors.unreachable(described(), where);
    }
    return page;
  }

  /** An object's content, if there is one. */
  Optional<ResponseBytes<GetObjectResponse>> find(String path, Cancellation cancellation) {
    return call(
        path,
        () -> {
          try {
            return Optional.of(
                client.getObjectAsBytes(r -> r.bucket(settings.bucket()).key(key(path))));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        },
        cancellation);
  }

  /**
   * Writes an object.
   *
   * @param condition says which object may be replaced
   */
  void put(
      String path,
      RequestBody body,
      Consumer<PutObjectRequest.Builder> condition,
      Cancellation cancellation) {
    call(
        path,
        () ->
            client.putObject(
                r -> {
                  r.bucket(settings.bucket()).key(key(path));
                  condition.accept(r);
                },
                body),
        cancellation);
  }

  /** Removes an object, also one that is not there. Not every server removes several at once. */
  void delete(String path, Cancellation cancellation) {
    call(
        path,
        () -> client.deleteObject(r -> r.bucket(settings.bucket()).key(key(path))),
        cancellation);
  }

  /** The path of a key that a list gave. */
  String path(String key) {
    return key.substring(settings.prefix().length());
  }

  static FileStamp stamp(@Nullable Long size, @Nullable String etag) {
    String version = etag == null ? "" : etag.replace("\"", "");
    return new FileStamp(size == null ? 0 : size, version);
  }

  private String key(String path) {
    return settings.prefix() + path;
  }

  private <T> T call(String where, Callable<T> call, Cancellation cancellation) {
    try {
      return Patience.call(call, cancellation);
    } catch (Cancelled | PenstockException e) {
      throw e;
    } catch (Exception e) {
      throw S3Errors.of(e, described(), where);
    }
  }

  private static S3Client client(S3Settings settings) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(credentials(settings))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // What the machine's AWS configuration says is not this connection's.
            .overrideConfiguration(
                c ->
                    c.retryStrategy(RetryMode.STANDARD)
                        .defaultProfileFile(ProfileFile.aggregator().build()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Settings settings) {
    if (settings.accessKey().isEmpty()) {
      return AnonymousCredentialsProvider.create();
    }
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(settings.accessKey().get(), settings.secretKey().orElseThrow()));
  }
}
