package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response body as it comes, one piece ahead of the reader at most. Reading ends soon after the
 * work is cancelled, and fails at the deadline or where no further piece comes in time.
 */
final class BodyStream extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {
  private sealed interface Event {}

  private record Piece(List<ByteBuffer> buffers) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final Duration patience;
  private final long deadline;
  private final Cancellation cancellation;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private boolean asked;
  private boolean ended;

  /**
   * @param patience how long to wait for a further piece
   * @param deadline when all must be there, in the measure of {@link System#nanoTime}
   */
  BodyStream(Duration patience, long deadline, Cancellation cancellation) {
    this.patience = patience;
    this.deadline = deadline;
    this.cancellation = cancellation;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    events.add(new Piece(piece));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new End(failure));
  }

  @Override
  public void onComplete() {
    events.add(new End(null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      cancellation.check();
      ByteBuffer head = buffers.peek();
      if (head != null && head.hasRemaining()) {
        int count = Math.min(length, head.remaining());
        head.get(bytes, offset, count);
        return count;
      }
      if (head != null) {
        buffers.remove();
      } else if (ended) {
        return -1;
      } else {
        await();
      }
    }
  }

  /** Gives up what has not come yet. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }

  private void await() throws IOException {
    long patient = System.nanoTime() + patience.toNanos();
    while (true) {
      cancellation.check();
      Flow.Subscription given = subscription;
      if (given != null && !asked) {
        asked = true;
        given.request(1);
      }
      Event event;
      try {
        event = events.poll(Waits.SLICE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw Waits.interrupted();
      }
      long now = System.nanoTime();
      if (now - deadline > 0 || event == null && now - patient > 0) {
        throw new HttpTimeoutException("the body did not come in time");
      }
      if (event != null) {
        take(event);
        return;
      }
    }
  }

  private void take(Event event) throws IOException {
    switch (event) {
      case Piece piece -> {
        asked = false;
        buffers.addAll(piece.buffers());
      }
      case End end when end.failure() != null -> throw new IOException(end.failure());
      case End _ -> ended = true;
    }
  }
}
