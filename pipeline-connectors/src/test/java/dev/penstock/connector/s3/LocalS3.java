package dev.penstock.connector.s3;

import dev.penstock.connector.Connection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;

/** An S3 server in this process that checks signatures and keeps its one bucket in memory. */
public final class LocalS3 implements AutoCloseable {
  public static final String BUCKET = "landing";
  public static final String ACCESS_KEY = "access-of-the-test";
  public static final String SECRET_KEY = "very-secret-key";

  private final BlobStoreContext context;
  private final BlobStore store;
  private final S3Proxy server;

  /** Starts it on a free port of the loopback interface. */
  public LocalS3() throws Exception {
    context =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials("local", "local")
            .build(BlobStoreContext.class);
    store = context.getBlobStore();
    store.createContainerInLocation(null, BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    server.setBlobStoreLocator(
        (identity, container, blob) ->
            ACCESS_KEY.equals(identity) ? Map.entry(SECRET_KEY, store) : null);
    server.start();
  }

  public int port() {
    return server.getPort();
  }

  public void put(String key, byte[] bytes) {
    store.putBlob(BUCKET, store.blobBuilder(key).payload(bytes).build());
  }

  public void remove(List<String> keys) {
    store.removeBlobs(BUCKET, keys);
  }

  /** A connection to the bucket through some port, with settings of the test's own. */
  public Connection connection(int port, Map<String, String> own) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "bucket", BUCKET,
                "endpoint", "http://127.0.0.1:" + port,
                "prefix", "/in/",
                "access_key", ACCESS_KEY,
                "secret_key", SECRET_KEY));
    settings.putAll(own);
    settings.values().removeIf(String::isEmpty);
    return new Connection("bucket", "s3", settings);
  }

  public Connection connection() {
    return connection(port(), Map.of());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      context.close();
    }
  }
}
