package dev.penstock.api.hooks;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of an answer and leaves the rest. */
final class FirstBytes implements BodySubscriber<byte[]> {
  private final int most;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  FirstBytes(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), most - read.size())];
      buffer.get(bytes);
      read.write(bytes, 0, bytes.length);
    }
    Flow.Subscription from = subscription;
    if (from == null) {
      return;
    }
    if (read.size() >= most) {
      from.cancel();
      onComplete();
    } else {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable e) {
    boolean first = body.completeExceptionally(e);
    assert first || body.isDone();
  }

  @Override
  public void onComplete() {
    boolean first = body.complete(read.toByteArray());
    assert first || body.isDone();
  }
}
